namespace HmisOnboarding.Domain.Messages;

/// <summary>A message as one person reads it.</summary>
public sealed record MessageRow(
    long Id, DateTime AtUtc, string AuthorName, string AuthorPlace, bool IsOwn, MessageAudience Audience, string Text, bool SentDespiteWarning, bool IsSubmission, bool IsUnread);

/// <summary>The messages of a request for one person, with who hears of a new one.</summary>
/// <param name="RequestId">For live updates.</param>
/// <param name="Rows">In the order of writing; the newest <see cref="MessageService.MostShown"/>.</param>
/// <param name="Earlier">How many older ones are not among the rows.</param>
/// <param name="Unread">How many are new to the reader.</param>
/// <param name="MayWriteToStaff">Whether the reader is staff here.</param>
/// <param name="ToldAll">Who is told of a message to everybody, by name.</param>
/// <param name="ToldStaff">Who is told of a message to staff, by name.</param>
/// <param name="HelpDeskHears">Whether the help desk is told in any case.</param>
public sealed record MessageThread(
    Guid RequestId, IReadOnlyList<MessageRow> Rows, int Earlier, int Unread, bool MayWriteToStaff, IReadOnlyList<string> ToldAll, IReadOnlyList<string> ToldStaff, bool HelpDeskHears);
