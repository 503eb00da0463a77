using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Automation.MailboxEmulator.Mailboxes;
using Automation.MailboxEmulator.Transport;

namespace Automation.MailboxEmulator.Control;

/// <summary>Putting raw mail in, one by one or thousands at once.</summary>
internal sealed class PutInApi(MailboxStore mailboxes, Postman postman)
{
    private const int MaxMailBytes = 150 * 1024 * 1024;
    private const int MaxCount = 1_000_000;

    /// <summary>In a template these bytes become the copy's number, from 1.</summary>
    private static readonly byte[] Placeholder = "{{n}}"u8.ToArray();

    /// <summary>
    /// <c>POST …/messages</c> with an .eml of any bytes; answers 201 with its ids.
    /// With <c>?count=n</c> the .eml is a template: each <c>{{n}}</c> in it becomes the copy's number, counted from <c>?first=</c> (1), and the answer says how many.
    /// </summary>
    public async Task OneAsync(HttpContext http)
    {
        var mailbox = ControlApi.Find(mailboxes, http);
        var folder = Folder(http, mailbox);
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var raw = buffer.ToArray();
        if (raw.Length > MaxMailBytes)
            throw new ControlException(413, "A mail is at most 150 MB.");
        if (Number(http, "count") is not { } count)
        {
            var message = postman.PutIn(mailbox, folder, raw);
            await ControlJson.WriteAsync(http, new { message.Id, message.InternetMessageId, message.ConversationId }, 201);
            return;
        }

        var first = Number(http, "first") ?? 1;
        if (count > MaxCount)
            throw new ControlException(400, "At most 1,000,000 copies at once.");
        for (var i = 0; i < count; i++)
            postman.PutIn(mailbox, folder, Fill(raw, first + i));
        await ControlJson.WriteAsync(http, new { count }, 201);
    }

    /// <summary><c>POST …/messages/batch</c>: mails one after the other, each after its length as four bytes, little end first. Answers with their Message-IDs in order.</summary>
    public async Task ManyAsync(HttpContext http)
    {
        var mailbox = ControlApi.Find(mailboxes, http);
        var folder = Folder(http, mailbox);
        var length = new byte[4];
        var ids = new List<string?>();
        while (true)
        {
            var read = await http.Request.Body.ReadAtLeastAsync(length, length.Length, throwOnEndOfStream: false, http.RequestAborted);
            if (read == 0)
                break;
            var size = BinaryPrimitives.ReadInt32LittleEndian(length);
            if (read < length.Length || size is < 0 or > MaxMailBytes)
                throw new ControlException(400, string.Create(CultureInfo.InvariantCulture, $"The length before mail {ids.Count + 1} is wrong."));
            var raw = new byte[size];
            if (await http.Request.Body.ReadAtLeastAsync(raw, size, throwOnEndOfStream: false, http.RequestAborted) < size)
                throw new ControlException(400, string.Create(CultureInfo.InvariantCulture, $"Mail {ids.Count + 1} is shorter than its length says; the ones before it are in."));
            ids.Add(postman.PutIn(mailbox, folder, raw).InternetMessageId);
        }

        await ControlJson.WriteAsync(http, new { ids.Count, InternetMessageIds = ids }, 201);
    }

    private static byte[] Fill(byte[] template, int number)
    {
        var text = Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));
        using var filled = new MemoryStream(template.Length + 16);
        var rest = template.AsSpan();
        int at;
        while ((at = rest.IndexOf(Placeholder)) >= 0)
        {
            filled.Write(rest[..at]);
            filled.Write(text);
            rest = rest[(at + Placeholder.Length)..];
        }

        filled.Write(rest);
        return filled.ToArray();
    }

    private static string Folder(HttpContext http, Mailbox mailbox)
    {
        var key = http.Request.Query["folder"].ToString();
        if (key.Length == 0)
            return WellKnownFolders.Inbox;
        lock (mailbox.Gate)
            return mailbox.FindFolder(key) is not null ? key : throw new ControlException(404, $"There is no folder '{key}'.");
    }

    private static int? Number(HttpContext http, string name)
    {
        var text = http.Request.Query[name].ToString();
        if (text.Length == 0)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new ControlException(400, $"'{name}' is a whole number.");
    }
}
