using Automation.Server.Composition;
using Automation.Server.Tests.Desk;
using Automation.Storage.Database;

namespace Automation.Server.Tests.Start;

public sealed class DataFolderHoldTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("desk-hold-").FullName;

    [Fact]
    public void A_second_desk_on_the_same_folder_is_refused_with_the_folder_and_the_cure()
    {
        using var first = DataFolderHold.Take(DatabaseKind.Sqlite, _folder);
        FluentActions.Invoking(() => DataFolderHold.Take(DatabaseKind.Sqlite, _folder))
            .Should().Throw<DataFolderInUseException>().WithMessage($"*{_folder}*--Automation:DataFolder*");
    }

    [Fact]
    public async Task The_run_command_ends_with_code_2_when_another_desk_has_the_folder()
    {
        using var first = DataFolderHold.Take(DatabaseKind.Sqlite, _folder);
        var code = await DeskHost.RunAsync([
            "--Automation:DataFolder", _folder,
            "--Urls", $"http://127.0.0.1:{RunningDesk.FreePort()}",
            "--Automation:Emulator:Url", $"http://127.0.0.1:{RunningDesk.FreePort()}"]).WaitAsync(TimeSpan.FromMinutes(1));
        code.Should().Be(2);
    }

    [Fact]
    public void The_folder_is_free_again_when_its_desk_has_ended()
    {
        DataFolderHold.Take(DatabaseKind.Sqlite, _folder)!.Dispose();
        using var next = DataFolderHold.Take(DatabaseKind.Sqlite, _folder);
        next.Should().NotBeNull();
    }

    [Fact]
    public void Desks_on_PostgreSQL_may_share_a_folder()
    {
        using var first = DataFolderHold.Take(DatabaseKind.PostgreSql, _folder);
        using var second = DataFolderHold.Take(DatabaseKind.PostgreSql, _folder);
        second.Should().BeNull();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
