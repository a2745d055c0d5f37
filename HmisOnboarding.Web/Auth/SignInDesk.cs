using System.Security.Claims;
using System.Security.Cryptography;
using HmisOnboarding.Domain.Agencies;
using HmisOnboarding.Domain.Requests;
using Microsoft.AspNetCore.Identity;

namespace HmisOnboarding.Web.Auth;

/// <summary>
/// Everything that happens with passwords: signing in, choosing one through an invitation, changing it. The only place that
/// sets a password, so that the rules for it cannot be passed by.
/// </summary>
public sealed partial class SignInDesk(SignInManager<SignInAccount> signIn, UserManager<SignInAccount> accounts, PeopleService people, PasswordTries tries,
    SignInDbContext database, TimeProvider clock, ILogger<SignInDesk> logger)
{
    public const string Refusal =
        "This e-mail and password do not fit together. After 5 wrong tries we wait 15 minutes. If you have no password yet, use the link in your invitation.";

    public const string NotConfirmed = "This is not the password of your account. After 5 wrong tries we wait 15 minutes.";

    public const string AccessEnded = "Your access has ended. Ask your agency administrator if you need it again.";

    public const string NotSaved = "Your password could not be saved, and your link still works. Try again, or write to the help desk.";

    private static readonly SignInAccount Nobody = new();
    private static string? _nobodysHash;

    /// <summary>Signs in; the answer is null, or the sentence to show. Wrong tries count for this account from this <paramref name="address"/>.</summary>
    public async Task<string?> SignInAsync(string email, string password, string address, CancellationToken cancellationToken)
    {
        if (password.Length > PasswordRules.MaxLength)
            return Refusal;
        var account = await AccountOfAsync(email.Trim(), cancellationToken);
        var place = PasswordTries.AtDoor(account?.Id ?? Guid.Empty, address);
        if (account?.PasswordHash is null || tries.IsSpent(place) || await accounts.IsLockedOutAsync(account))
        {
            WorkInVain(password);
            return Refusal;
        }

        var result = await signIn.CheckPasswordSignInAsync(account, password, lockoutOnFailure: true);
        if (!result.Succeeded)
        {
            tries.NoteWrong(place);
            return Refusal;
        }

        tries.Forget(place);
        if (await people.FindPersonAsync(account.Id, cancellationToken) is not { IsActive: true } person)
            return AccessEnded;
        await FollowAsync(account, person);
        await EnterAsync(account, SignInMethod.Password);
        return null;
    }

    /// <summary>
    /// Checks the password of somebody who is signed in and is about to sign; null when it is right, else the sentence to show.
    /// Wrong tries count for this person alone: what others try at the door keeps nobody from signing who is in already.
    /// </summary>
    public async Task<string?> ConfirmAsync(Guid personId, string password)
    {
        if (password.Length > PasswordRules.MaxLength)
            return NotConfirmed;
        var account = await accounts.FindByIdAsync(personId.ToString());
        var place = PasswordTries.Within(personId);
        if (account?.PasswordHash is null || tries.IsSpent(place))
        {
            WorkInVain(password);
            return NotConfirmed;
        }

        return await IsRightAsync(account, password, place) ? null : NotConfirmed;
    }

    /// <summary>
    /// Sets the password, uses the invitation up and signs in; the answer is empty, or the sentences to show. In this order: whatever fails
    /// or is cut off in between, the link still works and the whole can be done again.
    /// </summary>
    public async Task<IReadOnlyList<string>> AcceptInvitationAsync(string secret, string password, string repeated, CancellationToken cancellationToken)
    {
        if (await people.FindInvitationAsync(secret, cancellationToken) is not { } invitation)
            return ["This link was used already or is too old. Ask your agency administrator for a new one."];
        var problems = Problems(password, repeated, invitation.FullName, invitation.Email, invitation.AgencyName);
        if (problems.Count > 0)
            return problems;
        return await WithPasswordAsync(invitation.PersonId, invitation.Email, password, () => people.AcceptInvitationAsync(secret, cancellationToken), cancellationToken);
    }

    /// <summary>Makes the first system administrator and signs in; the answer is empty, or the sentences to show. Ordered like <see cref="AcceptInvitationAsync"/>.</summary>
    public async Task<IReadOnlyList<string>> SetUpFirstAdministratorAsync(
        string secret, string firstName, string lastName, string email, string password, string repeated, CancellationToken cancellationToken)
    {
        var problems = Problems(password, repeated, firstName, lastName, email);
        if (problems.Count > 0)
            return problems;
        if (!await people.IsFirstStartSecretAsync(secret, cancellationToken))
            return ["This link cannot be used any more. Start the application again: it prints a new one while there is no system administrator."];
        if (!EmailAddress.IsAddress(email.Trim()))
            return ["This is not an e-mail address. It looks like name@agency.org."];
        var (address, personId) = (EmailAddress.Normalise(email), Guid.NewGuid());
        return await WithPasswordAsync(personId, address, password,
            () => people.SetUpFirstAdministratorAsync(personId, secret, firstName, lastName, address, cancellationToken), cancellationToken);
    }

    /// <summary>Replaces the password of the signed-in person and ends their other sign-ins; the answer is empty, or the sentences to show.</summary>
    public async Task<IReadOnlyList<string>> ChangePasswordAsync(
        Guid personId, string current, string password, string repeated, CancellationToken cancellationToken)
    {
        var account = await accounts.FindByIdAsync(personId.ToString());
        var person = await people.FindPersonAsync(personId, cancellationToken);
        if (account?.PasswordHash is null || person is null)
            return ["This sign-in has no password. Use the link in your invitation to choose one."];
        var problems = Problems(password, repeated, [person.FullName, person.Email, .. person.Seats.Select(s => s.AgencyName)]);
        if (problems.Count > 0)
            return problems;
        // a guess of the current password counts like one while signing
        var place = PasswordTries.Within(personId);
        if (tries.IsSpent(place) || !await IsRightAsync(account, current, place))
            return ["The current password is not right. After 5 wrong tries we wait 15 minutes."];
        Require(await accounts.ChangePasswordAsync(account, current, password));
        await EnterAsync(account, SignInMethod.Password);
        return [];
    }

    /// <summary>Signs in as a person of the demonstration data; account and password are made where they are missing, so that the person can sign.</summary>
    public async Task TryItAsAsync(Guid personId, string email, string password)
    {
        var account = await accounts.FindByIdAsync(personId.ToString());
        if (account is null)
        {
            account = new SignInAccount(personId, email);
            Require(await accounts.CreateAsync(account, password));
        }
        else if (account.PasswordHash is null)
        {
            Require(await accounts.AddPasswordAsync(account, password));
        }

        await EnterAsync(account, SignInMethod.Demonstration);
    }

    /// <summary>Begins a sign-in that can be seen and ended from elsewhere. The one way in, whatever proved the person.</summary>
    private async Task EnterAsync(SignInAccount account, SignInMethod method)
    {
        var origin = CallerOrigin.Of(signIn.Context);
        var session = new SignInSession(account.Id, method, clock.GetUtcNow().UtcDateTime, origin.IpAddress, origin.UserAgent);
        database.Sessions.Add(session);
        await database.SaveChangesAsync();
        await signIn.SignInWithClaimsAsync(account, isPersistent: false, [new Claim(SignInSession.Claim, session.Id.ToString())]);
    }

    private async Task<IReadOnlyList<string>> WithPasswordAsync(Guid personId, string email, string password, Func<Task<Guid>> useUp, CancellationToken cancellationToken)
    {
        // a first start that was cut off leaves an account of nobody, and its address would be taken for ever
        if (await accounts.FindByEmailAsync(email) is { } left && left.Id != personId)
        {
            if (await people.FindPersonAsync(left.Id, cancellationToken) is { } holder)
                await FollowAsync(left, holder);
            else
                Require(await accounts.DeleteAsync(left));
        }

        var account = await accounts.FindByIdAsync(personId.ToString());
        var before = account?.PasswordHash;
        var isNew = account is null;
        account ??= new SignInAccount(personId, email);
        // an invitation to somebody who had a password is how a forgotten one is replaced; older sign-ins end with the new stamp
        account.PasswordHash = accounts.PasswordHasher.HashPassword(account, password);
        account.LockoutEnd = null;
        account.AccessFailedCount = 0;
        account.SecurityStamp = NewStamp();
        var saved = isNew ? await accounts.CreateAsync(account) : await accounts.UpdateAsync(account);
        if (!saved.Succeeded)
        {
            LogNotSaved(logger, personId, string.Join(" ", saved.Errors.Select(e => e.Code)));
            return [NotSaved];
        }

        try
        {
            await useUp();
        }
        catch (RuleViolationException refused)
        {
            // the link was closed or used while the password was typed: what it would have set must not stay
            if (isNew)
            {
                Require(await accounts.DeleteAsync(account));
            }
            else
            {
                account.PasswordHash = before;
                account.SecurityStamp = NewStamp();
                Require(await accounts.UpdateAsync(account));
            }

            return refused.Reasons;
        }

        await EnterAsync(account, SignInMethod.Invitation);
        return [];
    }

    // the person first: their address may have been corrected since they chose the password
    private async Task<SignInAccount?> AccountOfAsync(string email, CancellationToken cancellationToken) =>
        await people.FindByEmailAsync(email, cancellationToken) is { } id ? await accounts.FindByIdAsync(id.ToString()) : await accounts.FindByEmailAsync(email);

    // the account takes over an address that was corrected, so that the old one is free for whom it belongs to
    private async Task FollowAsync(SignInAccount account, PersonSummary person)
    {
        if (string.Equals(account.Email, person.Email, StringComparison.OrdinalIgnoreCase))
            return;
        var before = account.Email;
        account.Email = account.UserName = person.Email;
        // a left-over account of another one has that address still: the person signs in all the same
        if (!(await accounts.UpdateAsync(account)).Succeeded)
            account.Email = account.UserName = before;
    }

    private static string NewStamp() => Convert.ToHexString(RandomNumberGenerator.GetBytes(20));

    private async Task<bool> IsRightAsync(SignInAccount account, string password, string place)
    {
        if (await accounts.CheckPasswordAsync(account, password))
        {
            tries.Forget(place);
            return true;
        }

        tries.NoteWrong(place);
        return false;
    }

    // as much work as for a real account, or the time taken would tell which accounts exist
    private void WorkInVain(string password)
    {
        _nobodysHash ??= accounts.PasswordHasher.HashPassword(Nobody, Guid.NewGuid().ToString());
        accounts.PasswordHasher.VerifyHashedPassword(Nobody, _nobodysHash, password);
    }

    private static List<string> Problems(string password, string repeated, params IEnumerable<string?> about)
    {
        List<string> problems = [.. PasswordRules.Problems(password, about)];
        if (problems.Count == 0 && password != repeated)
            problems.Add("The two passwords differ. Type the same one twice.");
        return problems;
    }

    private static void Require(IdentityResult result)
    {
        if (!result.Succeeded)
            throw new InvalidOperationException(string.Join(" ", result.Errors.Select(e => e.Description)));
    }

    [LoggerMessage(LogLevel.Error, "The password of {PersonId} could not be saved: {Problem}")]
    private static partial void LogNotSaved(ILogger logger, Guid personId, string problem);
}
