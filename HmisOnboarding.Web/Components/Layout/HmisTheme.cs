using MudBlazor;

namespace HmisOnboarding.Web.Components.Layout;

/// <summary>
/// MudBlazor in the app's colours, type and shape. Which of the two palettes shows is decided in the style sheet, before the
/// circuit starts, so that the page never flashes in the wrong one.
/// </summary>
public static class HmisTheme
{
    private static readonly string[] Fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = Fill(new PaletteLight(), HmisColours.Light),
        PaletteDark = Fill(new PaletteDark(), HmisColours.Dark),
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", AppbarHeight = "56px" },
        Typography = new Typography
        {
            Default = Type<DefaultTypography>("0.875rem", "400", "1.5"),
            Body1 = Type<Body1Typography>("1rem", "400", "1.5"),
            Body2 = Type<Body2Typography>("0.875rem", "400", "1.5"),
            H1 = Type<H1Typography>("1.75rem", "600", "1.25"),
            H2 = Type<H2Typography>("1.25rem", "600", "1.3"),
            H3 = Type<H3Typography>("1rem", "600", "1.4"),
            H4 = Type<H4Typography>("1rem", "600", "1.4"),
            H5 = Type<H5Typography>("1rem", "600", "1.4"),
            H6 = Type<H6Typography>("1rem", "600", "1.4"),
            Subtitle1 = Type<Subtitle1Typography>("1rem", "600", "1.4"),
            Subtitle2 = Type<Subtitle2Typography>("0.875rem", "600", "1.4"),
            Button = Type<ButtonTypography>("0.875rem", "600", "1.5"),
            Caption = Type<CaptionTypography>("0.8125rem", "400", "1.4"),
            Overline = Type<OverlineTypography>("0.8125rem", "600", "1.4"),
        },
    };

    private static T Fill<T>(T palette, HmisColours colours) where T : Palette
    {
        palette.Primary = colours.Primary;
        palette.PrimaryContrastText = colours.OnPrimary;
        palette.Secondary = colours.Info;
        palette.SecondaryContrastText = colours.OnPrimary;
        palette.Info = colours.Info;
        palette.Success = colours.Good;
        palette.Warning = colours.Soon;
        palette.Error = colours.Late;
        palette.InfoContrastText = palette.SuccessContrastText = palette.WarningContrastText = palette.ErrorContrastText = colours.OnPrimary;
        palette.Background = colours.Ground;
        palette.BackgroundGray = colours.Ground;
        palette.Surface = colours.Surface;
        palette.DrawerBackground = palette.AppbarBackground = colours.Surface;
        palette.DrawerText = palette.AppbarText = palette.DrawerIcon = colours.Text;
        palette.TextPrimary = colours.Text;
        palette.TextSecondary = colours.Muted;
        palette.ActionDefault = colours.Muted;
        palette.LinesDefault = palette.TableLines = palette.Divider = colours.Line;
        palette.LinesInputs = colours.Edge;
        return palette;
    }

    private static T Type<T>(string size, string weight, string lineHeight) where T : BaseTypography, new() =>
        new() { FontFamily = Fonts, FontSize = size, FontWeight = weight, LineHeight = lineHeight, LetterSpacing = "normal", TextTransform = "none" };
}
