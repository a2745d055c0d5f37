using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Web.DemoData;

/// <summary>The requests that are on their way: who has each of them, and what went before.</summary>
internal static class DemoStories
{
    public static IReadOnlyList<DemoStory> All(DemoDesk desk) =>
        [.. InTraining(desk), .. AtTheSignatures(desk), .. InSubmission(desk), .. WithTheHelpDesk(desk), .. DemoStoriesDone.Created(desk), .. DemoStoriesDone.Closed(desk)];

    private static IEnumerable<DemoStory> InTraining(DemoDesk desk)
    {
        yield return new DemoStory(desk, "maria.reyes").Open().Join().TakeCourses(take: 2).Practise().Accept().TakeCourses(skip: 2, take: 3)
            .Reject("C05", "date-unreadable").TakeCourses(skip: 5, take: 1).Until(0.2);
        yield return new DemoStory(desk, "b.featherstonehaugh").Open().InviteAgain().Until(1);
        yield return new DemoStory(desk, "beau.lafontaine").Open().Join().UploadPicture("C01", DemoFiles.Screenshot, "Screenshot orientation.png").AskForTrainingSite().ForwardTrainingSite().Until(2);
        yield return new DemoStory(desk, "tyrell.gaines").Open().Join().TakeCourses(take: 4).Accept(2).Reject("C03", "name-differs").AskForTrainingSite().ForwardTrainingSite().Until(1);
        yield return new DemoStory(desk, "waseya.migizi").Open("Iron Range Outreach Center").Join().TakeCourses(take: 1)
            .UploadPicture("C02", DemoFiles.Photo, "IMG_2041.jpg").Reject("C02", "date-unreadable").AskForTrainingSite().TakeCourses(skip: 2, take: 4).Until(0.4);
        yield return new DemoStory(desk, "ikaika.naone").Open().Join().AskForTrainingSite().Until(0.6);
        // waits in training for eight days: the board marks it as stuck
        yield return new DemoStory(desk, "aaliyah.washington").Open("Lakeshore Harbor Shelter, Inc.").Join().TakeCourses(take: 1).Accept().Until(8);
        yield return new DemoStory(desk, "vang.xiong").Open().Join().TakeCourses(take: 1).AskForTrainingSite().ForwardTrainingSite()
            .DeclineTrainingSite("This role type has no HMIS account, so there is nothing to practise. The courses are enough.").Lapse()
            .Reopen("Back from leave, and still doing intake for us.").Until(3);
    }

    private static IEnumerable<DemoStory> AtTheSignatures(DemoDesk desk)
    {
        // at the new user
        yield return new DemoStory(desk, "chidi.eze").Open().Join().TakeCourses(take: 6).Practise().Accept().TakeCourses(skip: 6).Finish().Until(0.3);
        yield return new DemoStory(desk, "emily.kowalczyk").Trained().Initial(4).Until(1);
        yield return new DemoStory(desk, "malik.abdul-rahman").Trained().Initial(8).Until(0.1);
        yield return new DemoStory(desk, "esperanza.castaneda").Trained().Sign()
            .ReturnToUser("Thank you. Everything else is fine.", new ReturnItem(ReturnItem.Agreement, "Please read clause 21 again, then sign once more. We talked about it on the phone.")).Until(1.5);

        // at the agency administrator
        yield return new DemoStory(desk, "oluwaseun.adebayo").Trained().Sign().Until(0.5);
        yield return new DemoStory(desk, "fatima.al-sayed").Trained().Sign().Accept(3)
            .ReturnToUser("The other certificates are fine.", new ReturnItem("C04", Catalogue.Default.CertificateRejectionReasons.Single(r => r.Code == "wrong-course").Sentence))
            .Upload("C04").Finish().Until(1);
        yield return new DemoStory(desk, "mateo.esquivel").Open().Join().TakeCourses(take: 3).AskForTrainingSite().ForwardTrainingSite()
            .DeclineTrainingSite("The Training Site is closed for an update this week. Please ask again next week.").TakeCourses(skip: 3, take: 2)
            .Practise().TakeCourses(skip: 5).Finish().Sign().Until(6.5);
        yield return new DemoStory(desk, "rowan.fitzgerald-ito").Trained().Sign().Accept(4).Until(0.2);
        yield return new DemoStory(desk, "kofi.mensah").Submitted().Deny("We found an active account under another spelling of this name.")
            .Reopen("The other account belongs to a namesake. We checked with both agencies.", byHelpDesk: true).Until(1);

        // at the director
        yield return new DemoStory(desk, "lukasz.zolkiewski").Trained().Sign().Review().Until(9.2);
        yield return new DemoStory(desk, "thihuong.nguyen").Trained().Sign().Review().Until(2);
        yield return new DemoStory(desk, "sean.oconnor").Trained().Sign().Review().Decline("supervision-unclear").Fill(complete: false).CountersignAgain().Until(1);
        yield return new DemoStory(desk, "zoe.papadopoulos").RunsOutIn("C02", 31).Trained().Sign().Review().Until(0.3);
        yield return new DemoStory(desk, "sanne.vanderberg").Trained("River Bend Family Housing Partnership").Sign().Review().Until(1.2);
        yield return new DemoStory(desk, "jacqueline.stpierre").Trained().Sign().Review().Until(3);
    }

    private static IEnumerable<DemoStory> InSubmission(DemoDesk desk)
    {
        yield return new DemoStory(desk, "nathan.schuurman").SignedByAll("Lakeshore Harbor Shelter, Inc.").Fill(complete: false).Until(0.4);
        yield return new DemoStory(desk, "ngozi.umeh").SignedByAll().Until(0.6);
        yield return new DemoStory(desk, "trinh.pham").SignedByAll("Copper Street Youth Services").Fill().Until(0.2);
        yield return new DemoStory(desk, "xiomara.delvalle").Submitted()
            .ReturnToAgency("Two small things, then we can make the account.",
                new ReturnItem(ReturnItem.Form, Catalogue.Default.ReturnReasons.Single(r => r.Code == "background-check-missing").Sentence),
                new ReturnItem("C13", "The certificate of the live class shows no day. Ask the trainer for a new one.")).Until(1.1);

        // submitted, and files follow
        yield return new DemoStory(desk, "hakon.sorensen").Open().Join().TakeCourses(onPaper: ["C05", "C06"]).SeenOnPaper("C05", "C06").Finish().Sign().Review().Authorise()
            .Fill().Submit(documentsToFollow: true).FileArrives("C05").Until(0.5);
        yield return new DemoStory(desk, "ahmed.warsame").Open().Join().TakeCourses(onPaper: "C12").SeenOnPaper("C12").Finish().Sign().Review().Authorise()
            .Fill().Submit(documentsToFollow: true).Remind(30).UntilHours(18.2);
        yield return new DemoStory(desk, "elodie.charbonneau").Open("Copper Street Youth Services").Join().TakeCourses(onPaper: "C10").SeenOnPaper("C10").Finish().Sign().Review().Authorise()
            .Fill().Submit(documentsToFollow: true).Until(7);
    }

    private static IEnumerable<DemoStory> WithTheHelpDesk(DemoDesk desk)
    {
        yield return new DemoStory(desk, "jean-luc.tremblay").Submitted().UntilHours(1.2);
        yield return new DemoStory(desk, "ximena.nunez").Submitted("Copper Street Youth Services").Claim(4.1, by: 1).UntilHours(8.2);
        yield return new DemoStory(desk, "anneliese.muller").Submitted().Claim(18.5, by: 0).UntilHours(1.5);
        yield return new DemoStory(desk, "nokomis.shawanesse").Submitted().UntilHours(30.5);
        yield return new DemoStory(desk, "dorothea.pietila").Submitted().Claim(40.2, by: 1).UntilHours(4.4);
        yield return new DemoStory(desk, "samir.chaudhry").Submitted().UntilHours(49.2);
        yield return new DemoStory(desk, "rosalind.trudeau").Submitted("Iron Range Outreach Center").Claim(52, by: 0).UntilHours(3.7);
        yield return new DemoStory(desk, "ji-woo.park").Submitted()
            .ReturnToAgency("All other papers are fine.", new ReturnItem("C02", Catalogue.Default.ReturnReasons.Single(r => r.Code == "certificate-name").Sentence))
            .Upload("C02").Accept().Submit().UntilHours(9.4);
    }
}
