using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Automation.Mail.Messages;

namespace Automation.Stages.Log;

/// <summary>
/// The stored form of <see cref="WrittenFacts"/>: JSON in UTF-8. Kept beside the mail, because reading a mail anew takes far longer than reading this (docs/performance.md),
/// and a replay reads those of a year.
/// </summary>
public static class WrittenFactsJson
{
    /// <summary>
    /// Names the code that reads mails. Raise it when the facts of any mail change by a change of that code (<c>WrittenFactsTests</c> tells when):
    /// what was kept under an older number is read anew when it is asked for, so that rules are tried on what they would see today.
    /// </summary>
    public const int Reading = 1;

    /// <summary>Characters of all texts beyond which the facts of a mail are not kept; such a mail is read anew each time.</summary>
    public const int MostCharacters = 100_000;

    private static readonly WrittenFactsContext Context = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Null when they are too long to be kept.</summary>
    public static byte[]? Write(WrittenFacts facts)
    {
        var characters = facts.Subject.Length + facts.WholeBody.Length + facts.AttachmentNames.Sum(name => name.Length);
        return characters > MostCharacters
            ? null
            : JsonSerializer.SerializeToUtf8Bytes(
                new Stored
                {
                    At = facts.ReceivedAt,
                    Desk = facts.Mailbox,
                    Subject = facts.Subject,
                    Body = facts.Body,
                    // The whole text begins with the new one, which would else be kept twice.
                    Rest = facts.WholeBody[facts.Body.Length..],
                    From = facts.Writer.Address,
                    Name = facts.Writer.Name,
                    Importance = facts.Importance,
                    Language = facts.Language,
                    Files = facts.AttachmentNames,
                    Types = facts.AttachmentTypes,
                    Beyond = facts.BodyBeyond,
                },
                Context.Stored);
    }

    /// <exception cref="JsonException">These are no facts.</exception>
    public static WrittenFacts Read(ReadOnlySpan<byte> json)
    {
        var stored = JsonSerializer.Deserialize(json, Context.Stored) ?? throw new JsonException("The facts are null.");
        return new WrittenFacts(
            stored.At, stored.Desk, stored.Subject, stored.Body, stored.Rest.Length == 0 ? stored.Body : stored.Body + stored.Rest, new MailAddress(stored.From, stored.Name), stored.Importance, stored.Language)
        {
            AttachmentNames = stored.Files,
            AttachmentTypes = stored.Types,
            BodyBeyond = stored.Beyond,
        };
    }

    internal sealed class Stored
    {
        public DateTimeOffset At { get; init; }
        public string Desk { get; init; } = "";
        public string Subject { get; init; } = "";
        public string Body { get; init; } = "";
        public string Rest { get; init; } = "";
        public string From { get; init; } = "";
        public string? Name { get; init; }
        public string Importance { get; init; } = "";
        public string? Language { get; init; }
        public IReadOnlyList<string> Files { get; init; } = [];
        public IReadOnlyList<string> Types { get; init; } = [];
        public int Beyond { get; init; }
    }
}

[JsonSerializable(typeof(WrittenFactsJson.Stored))]
internal sealed partial class WrittenFactsContext : JsonSerializerContext;
