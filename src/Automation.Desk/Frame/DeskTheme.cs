using MudBlazor;

namespace Automation.Desk.Frame;

/// <summary>Colours and letters of the components. <c>desk.css</c> names the same colours for what is ours alone.</summary>
internal static class DeskTheme
{
    private static readonly string[] Fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#2b59c3",
            Background = "#f5f6f8",
            Surface = "#ffffff",
            TextPrimary = "#1b2330",
            TextSecondary = "#5a6575",
            ActionDefault = "#4a5565",
            LinesDefault = "#e2e6ec",
            LinesInputs = "#c6cdd8",
            Divider = "#e2e6ec",
            Success = "#1d7a46",
            Warning = "#9a5b00",
            Error = "#b3261e",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#8fb0ff",
            PrimaryContrastText = "#12151b",
            Background = "#12151b",
            Surface = "#1a1f27",
            TextPrimary = "#e6eaf1",
            TextSecondary = "#9aa6b6",
            ActionDefault = "#b4bfce",
            LinesDefault = "#2b323d",
            LinesInputs = "#3d4756",
            Divider = "#2b323d",
            Success = "#5cc98a",
            Warning = "#f0b35c",
            Error = "#ff8a80",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = ".875rem" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = ".8125rem", TextTransform = "none", FontWeight = "600", LetterSpacing = "0" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
    };
}
