using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Automation.Server.CommandLine;

/// <summary>What <c>automation pour</c> was asked to do.</summary>
/// <param name="Patience">How long to wait without any progress before giving up.</param>
internal sealed record PourArguments(string Folder, string Mailbox, Uri Desk, Uri Emulator, TimeSpan Patience)
{
    public const string Usage = """
        automation pour FOLDER --mailbox ADDRESS [--desk URL] [--emulator URL] [--patience SECONDS]

          FOLDER      is searched for .eml files (.EML too), subfolders included
          --mailbox   the desk's address, such as helpdesk@contoso.example
          --desk      default http://127.0.0.1:5080
          --emulator  default http://127.0.0.1:5090
          --patience  give up after so many seconds without progress; default 60
        """;

    public static bool TryParse(string[] args, [NotNullWhen(true)] out PourArguments? arguments, [NotNullWhen(false)] out string? problem)
    {
        arguments = null;
        string? folder = null, mailbox = null;
        var desk = new Uri("http://127.0.0.1:5080");
        var emulator = new Uri("http://127.0.0.1:5090");
        var patience = TimeSpan.FromSeconds(60);
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                if (folder is not null)
                {
                    problem = $"Only one folder can be poured; '{args[i]}' is a second one.";
                    return false;
                }

                folder = args[i];
                continue;
            }

            if (i + 1 == args.Length)
            {
                problem = $"{args[i]} needs a value.";
                return false;
            }

            var value = args[++i];
            switch (args[i - 1])
            {
                case "--mailbox":
                    mailbox = value.ToLowerInvariant();
                    break;
                case "--desk" when Uri.TryCreate(value, UriKind.Absolute, out var uri):
                    desk = uri;
                    break;
                case "--emulator" when Uri.TryCreate(value, UriKind.Absolute, out var uri):
                    emulator = uri;
                    break;
                case "--patience" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0:
                    patience = TimeSpan.FromSeconds(seconds);
                    break;
                default:
                    problem = $"'{args[i - 1]} {value}' is not understood.";
                    return false;
            }
        }

        problem = folder is null ? "Name the folder with the .eml files."
            : !Directory.Exists(folder) ? $"There is no folder '{folder}'."
            : mailbox is null ? "Name the mailbox with --mailbox ADDRESS."
            : null;
        if (problem is not null)
            return false;
        arguments = new PourArguments(folder!, mailbox!, desk, emulator, patience);
        return true;
    }
}
