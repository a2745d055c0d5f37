using HmisOnboarding.Domain.Requests;

namespace HmisOnboarding.Web.Features.Queue;

/// <summary>How each part of the queue is called, and what is said where it is empty.</summary>
public static class QueueWords
{
    public static string ListName(QueueFilter filter) => filter switch
    {
        QueueFilter.DoneToday => "Accounts made in the last 24 hours, newest first",
        QueueFilter.AwaitingDocuments => "Packets that wait for documents, longest waiting first",
        _ => "Packets, least time left first",
    };

    public static (string Title, string Hint) Empty(QueueFilter filter) => filter switch
    {
        QueueFilter.DueSoon => ("Nothing is due in the next 4 hours.", "The packets with more time are in the whole queue."),
        QueueFilter.Late => ("Nothing is late.", "Packets that pass their limit appear here."),
        QueueFilter.AwaitingDocuments => ("No packet waits for documents.", "When an agency sends certificates another way, its packet waits here."),
        QueueFilter.DoneToday => ("No account was made in the last 24 hours.", "Accounts that you record appear here for a day."),
        _ => ("The queue is empty.", "A packet appears here the moment an agency submits it."),
    };
}
