using Automation.Mail.Mailboxes;
using Automation.Server.Work;
using Microsoft.Extensions.Time.Testing;

namespace Automation.Server.Tests.Work;

public sealed class FolderReadingTests : IDisposable
{
    private static readonly MailFolder HelpDesk = new("helpdesk@contoso.example", "inbox");
    private static readonly MailFolder Facilities = new("facilities@contoso.example", "inbox");
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _time = new();
    private readonly List<Reading> _readings = [];
    private readonly List<int> _failures = [];
    private readonly SemaphoreSlim _begun = new(0);
    private readonly FolderReading _reading;

    public FolderReadingTests() => _reading = new FolderReading([HelpDesk, Facilities], Poll, ReadAsync, PauseAfter, _time);

    [Fact]
    public void A_notification_reads_the_mailbox_it_tells_of_and_no_other()
    {
        Start();
        Wake("HELPDESK@contoso.example");
        Folders.Should().Equal(HelpDesk, Facilities, HelpDesk);
    }

    [Fact]
    public void Who_asks_while_a_folder_is_read_gets_one_more_read_and_wakes_no_other_folder()
    {
        Wake();
        Wake("helpdesk@contoso.example");
        Wake("facilities@contoso.example");
        Wake("helpdesk@contoso.example");
        _readings.Should().HaveCount(2, "both are being read");

        _readings[0].End();
        _readings[1].End();
        Folders.Should().Equal(HelpDesk, Facilities, HelpDesk, Facilities);
        _readings[2].End();
        _readings[3].End();
        _readings.Should().HaveCount(4, "nobody asked again");
    }

    [Fact]
    public void A_slow_folder_keeps_no_other_waiting()
    {
        Wake();
        _readings[1].End();
        Wake("facilities@contoso.example");
        Folders.Should().Equal(HelpDesk, Facilities, Facilities);
    }

    [Fact]
    public void A_notification_does_not_put_the_next_look_at_all_folders_off()
    {
        Start();
        _time.Advance(Poll - TimeSpan.FromSeconds(1));
        Wake("helpdesk@contoso.example");
        _readings[2].End();
        _reading.UntilPoll.Should().Be(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Wake();
        Folders.Skip(3).Should().Equal(HelpDesk, Facilities);
        _reading.UntilPoll.Should().Be(Poll);
    }

    [Fact]
    public async Task A_folder_that_failed_is_read_again_after_its_pause_which_grows()
    {
        Start();
        Wake("helpdesk@contoso.example");
        _readings[2].Fail();
        Wake("helpdesk@contoso.example");
        _readings.Should().HaveCount(3, "it is left alone");
        await PassAsync(4);
        _readings[3].Fail();
        await PassAsync(5);
        _readings[4].End();
        _readings.Should().HaveCount(5);
        _failures.Should().Equal(1, 2);
    }

    /// <summary>Lets time go on until so many reads have begun. What follows a pause runs on another thread, so a pause may begin a moment after the failure.</summary>
    private async Task PassAsync(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await _begun.WaitAsync(TimeSpan.FromMilliseconds(10), patience.Token) || _readings.Count < count)
            _time.Advance(TimeSpan.FromMilliseconds(100));
    }

    private IEnumerable<MailFolder> Folders => _readings.Select(r => r.Folder);

    public void Dispose() => _begun.Dispose();

    /// <summary>The first look at all folders, done.</summary>
    private void Start()
    {
        Wake();
        _readings[0].End();
        _readings[1].End();
    }

    private void Wake(params string[] told) => _reading.Wake(new HashSet<string>(told, StringComparer.OrdinalIgnoreCase), CancellationToken.None);

    private TimeSpan PauseAfter(MailFolder folder, Exception problem, int failures)
    {
        _failures.Add(failures);
        return TimeSpan.FromSeconds(failures);
    }

    private Task ReadAsync(MailFolder folder, CancellationToken cancellationToken)
    {
        var reading = new Reading(folder);
        _readings.Add(reading);
        _begun.Release();
        return reading.Task;
    }

    /// <summary>A read that goes on until it is told to end; what follows it runs at once.</summary>
    private sealed class Reading(MailFolder folder)
    {
        private readonly TaskCompletionSource _end = new();

        public MailFolder Folder => folder;

        public Task Task => _end.Task;

        public void End() => _end.SetResult();

        public void Fail() => _end.SetException(new MailboxException(MailboxFault.Unavailable, "gone"));
    }
}
