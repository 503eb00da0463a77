namespace Automation.EndToEnd.Crashes;

/// <summary>Which mails are put in, in which order. A function of number and seed alone.</summary>
internal static class MailPlan
{
    public const string HelpDesk = "helpdesk@contoso.example";
    public const string Facilities = "facilities@contoso.example";

    public static IReadOnlyList<string> Desks { get; } = [HelpDesk, Facilities];

    /// <summary>Parts of a hundred; what is left are plain new mails.</summary>
    private static readonly (MailKind Kind, int Share)[] Shares =
    [
        (MailKind.NewWithAttachment, 8),
        (MailKind.NewAtTheOtherDesk, 4),
        (MailKind.Duplicate, 6),
        (MailKind.FollowUp, 10),
        (MailKind.Reply, 6),
        (MailKind.OutOfOffice, 3),
        (MailKind.Bounce, 2),
        (MailKind.StrayOutOfOffice, 2),
        (MailKind.StrayBounce, 2),
    ];

    public static IReadOnlyList<PlannedMail> Make(int mails, int seed)
    {
        var chance = new Random(seed);
        var plan = new List<PlannedMail>(mails);
        var conversations = new List<Conversation>();
        // One answer of each kind to an acknowledgement, so that each can be told apart afterwards.
        var free = new Dictionary<MailKind, List<Conversation>>
        {
            [MailKind.NewAtTheOtherDesk] = [],
            [MailKind.OutOfOffice] = [],
            [MailKind.Bounce] = [],
        };
        while (plan.Count < mails)
        {
            var kind = Choose(chance);
            var about = kind switch
            {
                MailKind.New or MailKind.NewWithAttachment => Open(chance, seed, conversations.Count),
                MailKind.NewAtTheOtherDesk => Take(free[kind], chance) is { } first
                    ? first with { Number = conversations.Count, Desk = first.Desk == HelpDesk ? Facilities : HelpDesk }
                    : null,
                MailKind.OutOfOffice or MailKind.Bounce => Take(free[kind], chance),
                MailKind.Duplicate or MailKind.FollowUp or MailKind.Reply when conversations.Count > 0 => conversations[chance.Next(conversations.Count)],
                _ => null,
            };
            if (about is null && kind is not (MailKind.StrayBounce or MailKind.StrayOutOfOffice))
                continue;
            if (kind is MailKind.New or MailKind.NewWithAttachment or MailKind.NewAtTheOtherDesk)
            {
                conversations.Add(about!);
                free[MailKind.OutOfOffice].Add(about!);
                free[MailKind.Bounce].Add(about!);
                if (kind == MailKind.New)
                    free[MailKind.NewAtTheOtherDesk].Add(about!);
            }

            plan.Add(new PlannedMail(plan.Count, kind, about?.Desk ?? Desks[chance.Next(2)], about));
        }

        return plan;
    }

    private static MailKind Choose(Random chance)
    {
        var point = chance.Next(100);
        foreach (var (kind, share) in Shares)
        {
            if (point < share)
                return kind;
            point -= share;
        }

        return MailKind.New;
    }

    private static Conversation Open(Random chance, int seed, int number) => new(
        number,
        chance.Next(5) == 0 ? Facilities : HelpDesk,
        $"person.{number}@company{number}.example",
        $"<storm-{seed}-{number}@company{number}.example>",
        $"Case {number}: {Subjects[chance.Next(Subjects.Length)]}");

    private static Conversation? Take(List<Conversation> from, Random chance)
    {
        if (from.Count == 0)
            return null;
        var at = chance.Next(from.Count);
        var taken = from[at];
        from.RemoveAt(at);
        return taken;
    }

    private static readonly string[] Subjects =
    [
        "the printer on our floor is silent", "no sound in the meeting room", "please unlock my account", "laptop fan is very loud",
        "the door badge does not open", "shared folder is read only", "monitor stays black after lunch", "heating does not work",
    ];
}
