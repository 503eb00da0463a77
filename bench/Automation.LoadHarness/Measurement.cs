namespace Automation.LoadHarness;

/// <summary>One round.</summary>
/// <param name="Requests">HTTP requests to the mailbox; each request in a batch counts.</param>
internal sealed record Measurement(string Database, int Mails, TimeSpan Wall, TimeSpan Cpu, TimeSpan EmulatorCpu, long AllocatedBytes, long Requests, double FsyncMicroseconds)
{
    public double MailsPerSecond => Mails / Wall.TotalSeconds;

    public double CpuMillisecondsPerMail => Cpu.TotalMilliseconds / Mails;

    public double EmulatorMillisecondsPerMail => EmulatorCpu.TotalMilliseconds / Mails;

    public double KilobytesPerMail => AllocatedBytes / 1024.0 / Mails;

    public double RequestsPerMail => (double)Requests / Mails;
}
