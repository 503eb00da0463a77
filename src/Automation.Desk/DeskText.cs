namespace Automation.Desk;

/// <summary>
/// Names the resource of all words on the pages. The English text is the key, so that pages read as they look;
/// a translation is a file <c>DeskText.de.resx</c> beside this one, and what it lacks stays English.
/// </summary>
public sealed class DeskText;
