namespace Automation.EndToEnd.Journeys;

/// <summary>A test that needs a browser: Debian's Chromium. Without one it is skipped, with a word on how to get one.</summary>
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Browser.WhyNot;
}
