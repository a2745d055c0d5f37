namespace HmisOnboarding.Web.DemoData;

/// <summary>The requests that came to an end in the last three months: accounts made, and requests that closed without one.</summary>
internal static class DemoStoriesDone
{
    public static IEnumerable<DemoStory> Created(DemoDesk desk)
    {
        yield return new DemoStory(desk, "darnell.whitaker").Submitted().MakeAccount().UntilHours(3.1);
        yield return new DemoStory(desk, "talia.rosenbaum").Submitted().MakeAccount().Until(1);
        yield return new DemoStory(desk, "marisol.ortegaygasset").Submitted().MakeAccount().Until(2);
        yield return new DemoStory(desk, "harold.nowak").RunsOutIn("C02", 29).Submitted().MakeAccount().LogIn().Until(3);
        yield return new DemoStory(desk, "soren.odegaard").Open().Join().TakeCourses(onPaper: "C07").SeenOnPaper("C07").Finish().Sign().Review().Authorise()
            .Fill().Submit(documentsToFollow: true).FileArrives("C07").DocumentsArrive().MakeAccount().LogIn().Until(5);
        yield return new DemoStory(desk, "amara.diallo").Submitted("Copper Street Youth Services").MakeAccount().LogIn().Until(6);
        yield return new DemoStory(desk, "leilani.kahananui").Submitted().Deny("This person may already have an HMIS account at another agency. Please ask about earlier user names.")
            .Reopen("The earlier account was closed two years ago. We can make a new one.", byHelpDesk: true).CountersignAgain().Authorise().Submit().MakeAccount().LogIn().Until(8);
        // told nobody about the first login yet
        yield return new DemoStory(desk, "giulia.dangelo").Submitted().MakeAccount().Until(9);
        yield return new DemoStory(desk, "ivy.toivonen").Submitted().MakeAccount().LogIn().Until(12);
        yield return new DemoStory(desk, "kwame.asante-boateng").RunsOutIn("C03", 33).Submitted().MakeAccount().LogIn().Until(14);
        yield return new DemoStory(desk, "wei.zhang").RunsOutIn("C02", 27).Submitted().MakeAccount().LogIn().Until(17);
        yield return new DemoStory(desk, "ciaran.macgiollabhride").Submitted().MakeAccount().LogIn().Until(20);
        yield return new DemoStory(desk, "chloe.beauchamp-leduc").Trained().Sign().Accept().ReturnToUser("Only this one, please.",
            new Domain.Requests.ReturnItem("C11", "The certificate is for the class of last year. Upload the one of this year.")).Upload("C11").Finish().Review().Authorise()
            .Fill().Submit().MakeAccount().LogIn().Until(23);
        yield return new DemoStory(desk, "tatiana.volkova").Submitted().MakeAccount().LogIn().Until(26);
        yield return new DemoStory(desk, "monica.pena").Submitted().MakeAccount().Until(29);
        yield return new DemoStory(desk, "gunnar.bjorkquist").Submitted().MakeAccount().LogIn().Until(33);
        yield return new DemoStory(desk, "joseangel.dominguez").Open().Join().TakeCourses(take: 4).Practise().TakeCourses(skip: 4).Finish().Sign().Review().Authorise()
            .Fill().Submit().MakeAccount().LogIn().Until(37);
        yield return new DemoStory(desk, "bjork.halldorsdottir").Submitted().MakeAccount().LogIn().Until(41);
        yield return new DemoStory(desk, "rajesh.venkataraman").Submitted().MakeAccount().LogIn().Until(45);
        yield return new DemoStory(desk, "guadalupe.ibarra").RunsOutIn("C04", 30).Submitted().MakeAccount().LogIn().Until(50);
        yield return new DemoStory(desk, "sanne.vanderberg", "case-manager").Submitted().MakeAccount().LogIn().Until(55);
        yield return new DemoStory(desk, "elodie.charbonneau", "read-only").Submitted().MakeAccount().LogIn().Until(61);
        yield return new DemoStory(desk, "rosalind.trudeau", "case-manager").Submitted().MakeAccount().LogIn().Until(66);
        yield return new DemoStory(desk, "ximena.nunez", "volunteer").Submitted().MakeAccount().LogIn().Until(72);
        yield return new DemoStory(desk, "nathan.schuurman", "read-only").Submitted().MakeAccount().LogIn().Until(78);
        yield return new DemoStory(desk, "aaliyah.washington", "volunteer").Submitted().MakeAccount().LogIn().Until(85);
    }

    public static IEnumerable<DemoStory> Closed(DemoDesk desk)
    {
        yield return new DemoStory(desk, "deshawn.merriweather").Open().Join().TakeCourses(take: 3).Withdraw(desk.Community.Reasons.First(r => r.Kind == "withdrawn").Note).Until(11);
        yield return new DemoStory(desk, "colleen.mcallister").Trained().Sign().Withdraw("Intake moved to another team, which has its own staff.").Until(24);
        yield return new DemoStory(desk, "jean-luc.tremblay", "case-manager").Open().Join().TakeCourses(take: 2).Withdraw("The paid position was not filled. A request as volunteer follows.").Until(44);
        yield return new DemoStory(desk, "waseya.migizi", "read-only").Open().Withdraw("Opened with the wrong role type.").Until(38);

        yield return new DemoStory(desk, "pauliina.virtanen").Open().Join().TakeCourses(take: 1).Lapse().Until(13);
        yield return new DemoStory(desk, "brynn.dykstra").Trained().Lapse().Until(7);
        yield return new DemoStory(desk, "samir.chaudhry", "volunteer").Open().Join().Lapse().Until(30);

        yield return new DemoStory(desk, "shauna.lemieux").Submitted().Deny("All licenses of your agency are in use, and this one was not approved. Write to us when one is free.").Until(16);
        yield return new DemoStory(desk, "trinh.pham", "volunteer").Submitted().Deny("The role type gives less access than the tasks need. Please open a request with the right one.").Until(47);
        yield return new DemoStory(desk, "amara.diallo", "read-only").Submitted().Deny("This person may already have an HMIS account. Please find out about earlier user names.").Until(58);
    }
}
