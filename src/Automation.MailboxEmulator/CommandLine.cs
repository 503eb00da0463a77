namespace Automation.MailboxEmulator;

/// <summary>The few options an emulator takes when it runs alone.</summary>
internal static class CommandLine
{
    public const string Help = """
        --urls URL                   where to listen (http://127.0.0.1:5090)
        --persist FOLDER             keep the mail over a restart
        --no-throttling              no 429 for too many requests or sends
        --allow-http-notifications   call http addresses on this machine, too
        """;

    /// <exception cref="ArgumentException">An unknown option, or one without its value.</exception>
    public static void Apply(EmulatorOptions options, string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var left, var right] ? (left, right) : (args[i], null);
            switch (name)
            {
                case "--urls":
                    options.Url = Value();
                    break;
                case "--persist":
                    options.PersistFolder = Value();
                    break;
                case "--no-throttling":
                    options.Throttling = options.Throttling with { Enabled = false };
                    break;
                case "--allow-http-notifications":
                    options.AllowHttpNotifications = true;
                    break;
                default:
                    throw new ArgumentException($"Unknown option '{args[i]}'. Known:\n{Help}");
            }

            string Value() => value ?? (i + 1 < args.Length ? args[++i] : throw new ArgumentException($"The option '{name}' needs a value."));
        }
    }
}
