using System.Diagnostics;

namespace Automation.LoadHarness;

/// <summary>What a durable commit costs on this disk: the number every figure here should be read against.</summary>
internal static class DiskProbe
{
    /// <summary>Median time of a 4 KB write with fsync, in microseconds.</summary>
    public static double MedianFsync(string folder)
    {
        var path = Path.Combine(folder, "fsync.probe");
        var times = new double[50];
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            var block = new byte[4096];
            for (var i = 0; i < times.Length; i++)
            {
                var started = Stopwatch.GetTimestamp();
                file.Write(block);
                file.Flush(flushToDisk: true);
                times[i] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            }
        }

        File.Delete(path);
        Array.Sort(times);
        return times[times.Length / 2];
    }
}
