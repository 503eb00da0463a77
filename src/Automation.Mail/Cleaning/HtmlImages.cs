using AngleSharp.Dom;
using Automation.Mail.Messages;

namespace Automation.Mail.Cleaning;

/// <summary>Decides what becomes of each image: shown from an attachment, shown from embedded data, or kept away because looking at it would tell a stranger that somebody did.</summary>
internal sealed class HtmlImages(IReadOnlyList<IncomingAttachment> attachments, CleaningLimits limits)
{
    private static readonly string[] EmbeddedTypes = ["data:image/png;base64,", "data:image/gif;base64,", "data:image/jpeg;base64,", "data:image/jpg;base64,", "data:image/webp;base64,", "data:image/bmp;base64,"];

    private readonly Dictionary<INode, Source> _sources = new(ReferenceEqualityComparer.Instance);

    public List<string> ContentIds { get; } = [];

    public int Blocked { get; private set; }

    /// <returns>False for what no reader would see: a tracking pixel, an image without a source.</returns>
    public bool Take(IElement image)
    {
        var source = image.GetAttribute("src")?.Trim() ?? "";
        if (source.Length == 0)
            return false;

        if (InlineImages.Find(source, attachments) is { } attachment)
        {
            var name = InlineImages.NameOf(attachment);
            if (!ContentIds.Contains(name))
                ContentIds.Add(name);
            _sources[image] = new Source("src", "cid:" + name);
            return true;
        }

        if (source.StartsWith("http:", StringComparison.OrdinalIgnoreCase) || source.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || source.StartsWith("//", StringComparison.Ordinal))
        {
            Blocked++;
            if (IsPixel(image))
                return false;
            _sources[image] = new Source("data-blocked-src", source.Length > 2_000 ? source[..2_000] : source);
            return true;
        }

        if (source.Length <= limits.DataImage && Array.Exists(EmbeddedTypes, t => source.StartsWith(t, StringComparison.OrdinalIgnoreCase)))
        {
            _sources[image] = new Source("src", source);
            return true;
        }

        // cid: of an attachment that is not there, file:, relative: nothing to show but its words.
        _sources[image] = new Source("data-missing-src", source.Length > 200 ? source[..200] : source);
        return true;
    }

    public bool TryGet(INode image, out Source source) => _sources.TryGetValue(image, out source);

    private static bool IsPixel(IElement image) => IsTiny(image.GetAttribute("width")) || IsTiny(image.GetAttribute("height"));

    private static bool IsTiny(string? size) => size?.Trim() is "0" or "1" or "0px" or "1px";

    public readonly record struct Source(string Attribute, string Value);
}
