using System.Text.Json;
using Automation.MailboxEmulator.Drafts;
using Automation.MailboxEmulator.Mailboxes;

namespace Automation.MailboxEmulator.Graph;

/// <summary>Users of the directory, one for each mailbox, and the translation of their ids.</summary>
internal sealed class Directory(MailboxStore mailboxes)
{
    public GraphResponse List(GraphRequest request)
    {
        var selected = Selected(request);
        return GraphResponse.Json(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("@odata.context", request.BaseUrl + "/$metadata#users");
            json.WriteStartArray("value");
            foreach (var mailbox in mailboxes.All)
            {
                json.WriteStartObject();
                Write(json, mailbox, selected);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static GraphResponse Get(GraphRequest request, Mailbox mailbox) => GraphResponse.Json(200, json =>
    {
        json.WriteStartObject();
        json.WriteString("@odata.context", request.BaseUrl + "/$metadata#users/$entity");
        Write(json, mailbox, Selected(request));
        json.WriteEndObject();
    });

    public static GraphResponse TranslateIds(GraphRequest request, Mailbox mailbox)
    {
        var body = request.Json();
        var ids = Json.Get(body, "inputIds") is { ValueKind: JsonValueKind.Array } given ? given.EnumerateArray().Select(i => i.GetString() ?? "").ToList() : [];
        const int MaxIds = 1000;
        if (ids.Count is 0 or > MaxIds)
            throw GraphException.BadRequest("inputIds needs 1 to 1000 ids.");
        var toImmutable = (Json.Text(body, "targetIdType") ?? "").Contains("immutable", StringComparison.OrdinalIgnoreCase);
        lock (mailbox.Gate)
        {
            return GraphResponse.Json(200, json =>
            {
                json.WriteStartObject();
                json.WriteString("@odata.context", request.BaseUrl + "/$metadata#Collection(microsoft.graph.convertIdResult)");
                json.WriteStartArray("value");
                foreach (var id in ids)
                {
                    json.WriteStartObject();
                    json.WriteString("sourceId", id);
                    if (mailbox.Find(id) is { } message)
                    {
                        json.WriteString("targetId", toImmutable ? message.Id : message.RestId);
                    }
                    else
                    {
                        json.WriteStartObject("errorDetails");
                        json.WriteString("code", "ErrorItemNotFound");
                        json.WriteString("message", "The specified object was not found in the store.");
                        json.WriteEndObject();
                    }

                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        }
    }

    private static HashSet<string>? Selected(GraphRequest request) =>
        request.Option("select") is { } select
            ? new HashSet<string>(select.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase)
            : null;

    private static void Write(Utf8JsonWriter json, Mailbox mailbox, HashSet<string>? selected)
    {
        var name = mailbox.Seed.DisplayName;
        var space = name.LastIndexOf(' ');
        json.WriteString("id", mailbox.UserId);
        Put("displayName", name);
        Put("givenName", space > 0 ? name[..space] : name);
        Put("surname", space > 0 ? name[(space + 1)..] : null);
        Put("mail", mailbox.Address);
        Put("userPrincipalName", mailbox.Address);
        Put("jobTitle", mailbox.Seed.JobTitle);
        Put("mobilePhone", null);
        Put("officeLocation", null);
        Put("preferredLanguage", mailbox.Seed.Language);
        // The directory gives these only when asked for.
        if (selected?.Contains("department") == true)
            json.WriteString("department", mailbox.Seed.Department);
        if (selected?.Contains("accountEnabled") == true)
            json.WriteBoolean("accountEnabled", mailbox.Seed.Role != MailboxRole.Desk);

        void Put(string property, string? value)
        {
            if (selected is null || selected.Contains(property))
                json.WriteString(property, value);
        }
    }
}
