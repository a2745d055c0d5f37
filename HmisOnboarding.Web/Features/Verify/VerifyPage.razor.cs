using System.Security.Cryptography;
using HmisOnboarding.Domain.Agreements;
using Microsoft.AspNetCore.Components;

namespace HmisOnboarding.Web.Features.Verify;

/// <summary>Tells anybody who holds a paper or a file whether it is genuine, complete and in force. Static, without sign-in, and it keeps nothing.</summary>
public sealed partial class VerifyPage
{
    private VerifyAnswer? _answer;
    private VerdictWords? _words;
    private string? _fileHash;
    private string? _problem;

    /// <summary>The code in the address, as the square code on the paper gives it.</summary>
    [Parameter]
    public string? Code { get; set; }

    /// <summary>The code as typed.</summary>
    [SupplyParameterFromQuery(Name = "code")]
    public string? AskedCode { get; set; }

    [SupplyParameterFromForm(FormName = "verify-file", Name = "file")]
    public IFormFile? File { get; set; }

    private string? Typed => AskedCode ?? Code;

    protected override async Task OnInitializedAsync()
    {
        if (File is null && !string.IsNullOrWhiteSpace(Typed))
            Show(await Verify.ByCodeAsync(Typed), ofFile: false);
    }

    private async Task CheckFileAsync()
    {
        if (File is null or { Length: 0 })
        {
            _problem = "No file came with the form, or it is empty. Choose the PDF file of the agreement.";
            return;
        }

        if (File.Length > VerifyService.LargestFile)
        {
            _problem = $"This file is larger than {VerifyService.LargestFile / 1024 / 1024} MB. A sealed agreement is far smaller, so this is not one.";
            return;
        }

        await using var content = File.OpenReadStream();
        Show(await Verify.ByFileAsync(content), ofFile: true);
        content.Position = 0;
        _fileHash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content));
    }

    private void Show(VerifyAnswer answer, bool ofFile) => (_answer, _words) = (answer, VerdictWords.Of(answer, ofFile));
}
