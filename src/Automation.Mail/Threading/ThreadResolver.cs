using Automation.Mail.Automatic;
using Automation.Mail.Messages;

namespace Automation.Mail.Threading;

/// <summary>Asks the steps in their order; the first that lets the mail in decides. A step that only finds a stranger does not stop the later ones, which may have better proof.</summary>
public static class ThreadResolver
{
    private static readonly (string Name, Func<ThreadCase, IThreadIndex, StepResult> Find)[] Steps =
    [
        ("SendKey", SendKeyStep.Find),
        ("MessageId", MessageIdStep.Find),
        ("Conversation", ConversationStep.Find),
        ("PlusAddress", PlusAddressStep.Find),
        ("SubjectTag", SubjectTagStep.Find),
    ];

    public static ThreadResolution Resolve(IncomingMail mail, ThreadKeys keys, AutomaticVerdict automatic, IThreadIndex index)
    {
        var subject = new ThreadCase(mail, keys, automatic);
        var trace = new List<ThreadTrace>(Steps.Length);
        (string Step, StepResult Result)? stranger = null;
        foreach (var (name, find) in Steps)
        {
            var result = find(subject, index);
            trace.Add(new ThreadTrace(name, result.Finding));
            if (result.Outcome is ThreadOutcome.Append or ThreadOutcome.AppendNewParticipant)
                return new ThreadResolution(result.Outcome, result.Ticket, name, result.Finding, trace);
            if (result.Outcome is ThreadOutcome.Stranger)
                stranger ??= (name, result);
        }

        return stranger is { } found
            ? new ThreadResolution(ThreadOutcome.Stranger, found.Result.Ticket, found.Step, found.Result.Finding, trace)
            : new ThreadResolution(ThreadOutcome.NewTicket, null, "", "", trace);
    }
}
