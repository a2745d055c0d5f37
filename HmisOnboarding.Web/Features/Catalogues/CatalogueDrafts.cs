using HmisOnboarding.Domain.Agreements;
using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Web.Features.Catalogues;

/// <summary>A catalogue that is being written.</summary>
/// <param name="Number">The version it was begun on.</param>
/// <param name="Start">That version.</param>
/// <param name="Now">What is written.</param>
public sealed record CatalogueDraft(int Number, Catalogue Start, Catalogue Now);

/// <summary>An agreement text that is being written.</summary>
/// <param name="Number">The version it was begun on.</param>
/// <param name="Start">That version.</param>
/// <param name="Now">What is written.</param>
public sealed record AgreementDraft(int Number, AgreementText Start, AgreementText Now);

/// <summary>
/// What a system administrator has written and not published. Kept for as long as the browser tab is open, so that a look at another page,
/// a refused publication or somebody else's publication costs no word.
/// </summary>
public sealed class CatalogueDrafts
{
    public CatalogueDraft? Catalogue { get; set; }

    public AgreementDraft? Agreement { get; set; }
}
