using HmisOnboarding.Domain.Notifications;

namespace HmisOnboarding.Web.Features.Notices;

/// <summary>A notice as it is drawn.</summary>
/// <param name="Notice">What was told.</param>
/// <param name="IsFresh">It was unread when this page first showed it.</param>
/// <param name="Address">Where this person sees the request.</param>
public sealed record NoticeShown(NoticeRow Notice, bool IsFresh, string? Address);
