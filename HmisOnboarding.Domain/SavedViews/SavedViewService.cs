using HmisOnboarding.Domain.Persistence;
using HmisOnboarding.Domain.Requests;
using HmisOnboarding.Domain.Updates;
using Microsoft.EntityFrameworkCore;

namespace HmisOnboarding.Domain.SavedViews;

/// <summary>A view as its owner sees it.</summary>
/// <param name="Id">Random key.</param>
/// <param name="Name">What the person calls it.</param>
/// <param name="Filters">The query of the address, without path and question mark.</param>
/// <param name="IsStart">The list opens with it.</param>
public sealed record SavedViewRow(Guid Id, string Name, string Filters, bool IsStart);

/// <summary>The views that people keep of their lists, each their own. What a view may show is decided when it is opened, by whoever opens it.</summary>
public sealed class SavedViewService(HmisDatabase database, SingleWriter writer, TimeProvider clock)
{
    /// <summary>The caller's views of a list, by name.</summary>
    public async Task<IReadOnlyList<SavedViewRow>> ListAsync(Caller caller, SavedList list, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Reach.None);
        (_, db.Reach) = await db.LoadActorAsync(caller, clock.GetUtcNow().UtcDateTime, cancellationToken);
        var views = await db.SavedViews.Where(v => v.List == list).ToListAsync(cancellationToken);
        return [.. views.OrderBy(v => v.Name, StringComparer.CurrentCultureIgnoreCase).Select(v => new SavedViewRow(v.Id, v.Name, v.Filters, v.IsStart))];
    }

    /// <summary>Keeps filters under a name; returns the key of the view.</summary>
    /// <exception cref="RuleViolationException">The name is empty, too long or in use, the filters are too long, or there are as many as one person keeps.</exception>
    public Task<Guid> SaveAsync(Caller caller, SavedList list, string name, string filters, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, async (db, now, ct) =>
        {
            if (filters.Length > SavedView.FiltersLimit || filters.Any(char.IsControl))
                throw new RuleViolationException("These filters are too long to be kept. Search for fewer letters.");
            var others = await db.SavedViews.Where(v => v.List == list).ToListAsync(ct);
            if (others.Count >= SavedView.MostOfAList)
                throw new RuleViolationException($"You keep {SavedView.MostOfAList} views, which is the limit. Delete one that you do not need.");
            var view = new SavedView(caller.PersonId, list, Named(name, others), filters, now);
            db.SavedViews.Add(view);
            return view.Id;
        }, cancellationToken);

    /// <summary>Gives a view another name.</summary>
    /// <exception cref="NotFoundException">The caller has no such view.</exception>
    /// <exception cref="RuleViolationException">The name is empty, too long or in use.</exception>
    public Task RenameAsync(Caller caller, Guid id, string name, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, async (db, _, ct) =>
        {
            var view = await OwnAsync(db, id, ct);
            view.Rename(Named(name, await db.SavedViews.Where(v => v.List == view.List && v.Id != id).ToListAsync(ct)));
            return id;
        }, cancellationToken);

    /// <summary>Lets the list open with this view, and with no other; or with none.</summary>
    /// <exception cref="NotFoundException">The caller has no such view.</exception>
    public Task StartWithAsync(Caller caller, Guid id, bool isStart, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, async (db, _, ct) =>
        {
            var chosen = await OwnAsync(db, id, ct);
            foreach (var view in await db.SavedViews.Where(v => v.List == chosen.List).ToListAsync(ct))
                view.Start(isStart && view.Id == id);
            return id;
        }, cancellationToken);

    /// <summary>Deletes a view.</summary>
    /// <exception cref="NotFoundException">The caller has no such view.</exception>
    public Task DeleteAsync(Caller caller, Guid id, CancellationToken cancellationToken = default) =>
        ChangeAsync(caller, async (db, _, ct) =>
        {
            db.SavedViews.Remove(await OwnAsync(db, id, ct));
            return id;
        }, cancellationToken);

    private static string Named(string name, IReadOnlyList<SavedView> others)
    {
        var clean = name.Trim();
        if (clean.Length is 0 or > SavedView.NameLimit || clean.Any(char.IsControl))
            throw new RuleViolationException($"Give the view a name of at most {SavedView.NameLimit} letters.");
        return others.Any(o => string.Equals(o.Name, clean, StringComparison.OrdinalIgnoreCase))
            ? throw new RuleViolationException($"You have a view with the name {clean}. Choose another one.")
            : clean;
    }

    private static async Task<SavedView> OwnAsync(HmisDbContext db, Guid id, CancellationToken cancellationToken) =>
        await db.SavedViews.SingleOrDefaultAsync(v => v.Id == id, cancellationToken) ?? throw new NotFoundException();

    private Task<Guid> ChangeAsync(Caller caller, Func<HmisDbContext, DateTime, CancellationToken, Task<Guid>> change, CancellationToken cancellationToken) =>
        writer.RunAsync(async (db, keys, ct) =>
        {
            var now = clock.GetUtcNow().UtcDateTime;
            (_, db.Reach) = await db.LoadActorAsync(caller, now, ct);
            var id = await change(db, now, ct);
            await db.SaveChangesAsync(ct);
            keys.Add(ChangeKey.Person(caller.PersonId));
            return id;
        }, cancellationToken);
}
