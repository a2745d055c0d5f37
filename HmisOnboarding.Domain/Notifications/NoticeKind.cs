namespace HmisOnboarding.Domain.Notifications;

/// <summary>What a notice tells of. Each kind has its words for e-mail in <c>Mailing/Defaults/mail-texts.json</c>; the numbers are stored, so new ones go to the end.</summary>
public enum NoticeKind
{
    /// <summary>Something happened that has no kind of its own; notices from before there were kinds.</summary>
    Other = 0,

    /// <summary>A request was opened, for its new user.</summary>
    Opened = 1,

    /// <summary>The new user signed; the agency administrator reviews.</summary>
    ReadyForReview = 2,

    /// <summary>The new user signs on paper, for the agency administrator.</summary>
    PaperChosen = 3,

    /// <summary>The new user signs on paper, for the new user.</summary>
    PaperForYou = 4,

    /// <summary>The scan of the signed paper is there.</summary>
    PaperUploaded = 5,

    /// <summary>The signature on paper was confirmed.</summary>
    PaperConfirmed = 6,

    /// <summary>The agreement has a new text, for those who signed the old one.</summary>
    TextChanged = 7,

    /// <summary>The agreement has a new text, and the new user signs it.</summary>
    TextToSignAgain = 8,

    /// <summary>The agreement was revoked.</summary>
    Revoked = 9,

    /// <summary>The director signs next.</summary>
    DirectorToSign = 10,

    /// <summary>The agency administrator signed, for the new user.</summary>
    AdministratorSigned = 11,

    /// <summary>Something came back to the new user.</summary>
    ToPutRight = 12,

    /// <summary>All have signed; the agency administrator submits.</summary>
    ReadyToSubmit = 13,

    /// <summary>All have signed, for the new user.</summary>
    SignedByAll = 14,

    /// <summary>The director did not sign.</summary>
    DirectorDeclined = 15,

    /// <summary>One person may sign in two places.</summary>
    OneMaySignTwice = 16,

    /// <summary>The request was withdrawn.</summary>
    Withdrawn = 17,

    /// <summary>The request lapsed.</summary>
    Lapsed = 18,

    /// <summary>A closed request goes on.</summary>
    Resumed = 19,

    /// <summary>Somebody wants the Training Site.</summary>
    TrainingSiteAsked = 20,

    /// <summary>The wish for the Training Site was answered.</summary>
    TrainingSiteAnswered = 21,

    /// <summary>A packet came to the help desk.</summary>
    PacketArrived = 22,

    /// <summary>The packet is with the help desk, for the new user.</summary>
    PacketSent = 23,

    /// <summary>All documents of a packet have arrived.</summary>
    PacketComplete = 24,

    /// <summary>The help desk returned the packet.</summary>
    PacketReturned = 25,

    /// <summary>The HMIS account is there, for the new user.</summary>
    AccountForYou = 26,

    /// <summary>The HMIS account is there, for the agency administrator.</summary>
    AccountMade = 27,

    /// <summary>The HMIS account was refused.</summary>
    AccountRefused = 28,

    /// <summary>The new user logged in to the HMIS.</summary>
    FirstLogin = 29,

    /// <summary>A document was added to a packet.</summary>
    DocumentArrived = 30,

    /// <summary>A certificate came back to the new user.</summary>
    CertificateSentBack = 31,

    /// <summary>A course is not needed.</summary>
    CourseNotNeeded = 32,

    /// <summary>A course is needed after all.</summary>
    CourseNeeded = 33,

    /// <summary>The virus check found something.</summary>
    VirusFound = 34,

    /// <summary>A certificate waits for the agency administrator.</summary>
    CertificateUploaded = 35,

    /// <summary>Another system administrator took a packet over.</summary>
    TakenOver = 36,

    /// <summary>The time for an account will soon be over.</summary>
    MarkAhead = 37,

    /// <summary>The time for an account is over.</summary>
    MarkPassed = 38,

    /// <summary>An invitation to choose a password; sent whatever the person chose.</summary>
    Invitation = 39,

    /// <summary>Somebody reminded whoever has the request.</summary>
    Reminded = 40,

    /// <summary>The new user is asked whether the first login worked.</summary>
    LoginAsked = 41,

    /// <summary>The new user has not said so, for the agency.</summary>
    LoginOpen = 42,

    /// <summary>Somebody wrote a message beside the request.</summary>
    MessageWritten = 43,

    /// <summary>The request will lapse soon.</summary>
    LapseAhead = 44,

    /// <summary>Somebody asked that another person may follow the request.</summary>
    WatcherAsked = 45,

    /// <summary>A request waits with whoever took a seat over.</summary>
    SeatTaken = 46,

    /// <summary>A delegation was given, began or is over.</summary>
    Absence = 47,

    /// <summary>The link to a tracker, for somebody without an account; sent whatever others chose.</summary>
    TrackerShared = 48,

    /// <summary>A step is late, for somebody who can talk to whoever has it.</summary>
    Delayed = 49,
}

/// <summary>What people choose about: each topic at once, once a day, or not by e-mail.</summary>
public enum NoticeTopic
{
    /// <summary>The person has something to do.</summary>
    Turn,

    /// <summary>A step was done by somebody else.</summary>
    Progress,

    /// <summary>A request ended, or goes on after an end.</summary>
    Ended,

    /// <summary>The time for an account.</summary>
    Clock,
}

/// <summary>Which topic a kind belongs to.</summary>
public static class NoticeTopics
{
    /// <summary>The topic of a kind. A kind that nobody sorted counts as something to do, so that it is not missed.</summary>
    public static NoticeTopic Topic(this NoticeKind kind) => kind switch
    {
        NoticeKind.PaperConfirmed or NoticeKind.AdministratorSigned or NoticeKind.SignedByAll or NoticeKind.OneMaySignTwice or NoticeKind.PacketSent
            or NoticeKind.AccountMade or NoticeKind.FirstLogin or NoticeKind.DocumentArrived or NoticeKind.CourseNotNeeded or NoticeKind.TrainingSiteAnswered
            or NoticeKind.TextChanged or NoticeKind.TakenOver or NoticeKind.LoginOpen or NoticeKind.Absence => NoticeTopic.Progress,
        NoticeKind.Withdrawn or NoticeKind.Lapsed or NoticeKind.Resumed or NoticeKind.AccountRefused or NoticeKind.Revoked => NoticeTopic.Ended,
        NoticeKind.MarkAhead or NoticeKind.MarkPassed => NoticeTopic.Clock,
        _ => NoticeTopic.Turn,
    };
}
