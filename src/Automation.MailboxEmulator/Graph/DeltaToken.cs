using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Automation.MailboxEmulator.Graph;

/// <summary>What a delta link carries along: where the reader is, and the options of the first request. Nothing of the Prefer header.</summary>
/// <param name="Generation">Of the folder's sync state; another one is 410.</param>
/// <param name="Sequence">All changes up to here have been shown.</param>
/// <param name="Shown">Rows given so far in a filtered first round.</param>
/// <param name="IsFirstRound">Still reading what was there at the start.</param>
internal sealed record DeltaToken(
    string Folder,
    long Generation,
    long Sequence,
    int Shown,
    bool IsFirstRound,
    string? Select,
    string? Expand,
    string? Filter,
    string? ChangeType,
    int? Top)
{
    public string Encode() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));

    /// <exception cref="GraphException">400 for a token that was not given by this emulator.</exception>
    public static DeltaToken Decode(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<DeltaToken>(Base64Url.DecodeFromChars(text)) ?? throw new FormatException();
        }
        catch (Exception problem) when (problem is FormatException or JsonException or DecoderFallbackException)
        {
            throw new GraphException(400, "BadRequest", "Badly formed token.");
        }
    }
}
