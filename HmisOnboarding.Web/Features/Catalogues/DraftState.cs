using HmisOnboarding.Domain.Training;

namespace HmisOnboarding.Web.Features.Catalogues;

/// <summary>A draft as it stands: what differs from the version it was begun on and what is still wrong.</summary>
public sealed class DraftState
{
    private readonly ILookup<(CataloguePart, string), string> _problems;

    public DraftState(Catalogue start, Catalogue now)
    {
        Now = now;
        Changes = CatalogueDifference.Between(start, now);
        Findings = now.Findings();
        _problems = Findings.ToLookup(f => (f.Part, f.Code), f => f.Sentence);
    }

    public Catalogue Now { get; }

    public IReadOnlyList<CatalogueChange> Changes { get; }

    public IReadOnlyList<CatalogueProblem> Findings { get; }

    public IReadOnlyList<string> ProblemsOf(CataloguePart part, string code) => [.. _problems[(part, code)]];

    public bool IsChanged(CataloguePart part, string code) => Changes.Any(c => c.Part == part && c.Code == code);

    public int ProblemsIn(IReadOnlyList<CataloguePart> parts) => Findings.Count(f => parts.Contains(f.Part));
}
