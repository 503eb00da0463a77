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
        using var first = DataFolderHold.Take(Sqlite(), _folder);
        FluentActions.Invoking(() => DataFolderHold.Take(Sqlite(), _folder))
            .Should().Throw<DataFolderInUseException>().WithMessage($"*{_folder}*--Automation:DataFolder*");
    }

    [Fact]
    public async Task The_run_command_ends_with_code_2_when_another_desk_has_the_folder()
    {
        using var first = DataFolderHold.Take(Sqlite(), _folder);
        var code = await DeskHost.RunAsync([
            "--Automation:DataFolder", _folder,
            "--Urls", $"http://127.0.0.1:{RunningDesk.FreePort()}",
            "--Automation:Emulator:Url", $"http://127.0.0.1:{RunningDesk.FreePort()}"]).WaitAsync(TimeSpan.FromMinutes(1));
        code.Should().Be(2);
    }

    [Fact]
    public void The_folder_is_free_again_when_its_desk_has_ended()
    {
        DataFolderHold.Take(Sqlite(), _folder)!.Dispose();
        using var next = DataFolderHold.Take(Sqlite(), _folder);
        next.Should().NotBeNull();
    }

    [Fact]
    public void Desks_on_PostgreSQL_may_share_a_folder()
    {
        using var first = DataFolderHold.Take(new DatabaseOptions(DatabaseKind.PostgreSql, "Host=db"), _folder);
        using var second = DataFolderHold.Take(new DatabaseOptions(DatabaseKind.PostgreSql, "Host=db"), _folder);
        second.Should().BeNull();
    }

    [Fact]
    public void Desks_with_folders_of_their_own_but_one_SQLite_file_are_refused_with_the_file()
    {
        var shared = Sqlite("elsewhere/shared.db");
        using var first = DataFolderHold.Take(shared, Path.Combine(_folder, "a"));
        FluentActions.Invoking(() => DataFolderHold.Take(shared, Path.Combine(_folder, "b")))
            .Should().Throw<DataFolderInUseException>().WithMessage("*elsewhere/shared.db*--Automation:Database:ConnectionString*");
        using var own = DataFolderHold.Take(Sqlite("b/desk.db"), Path.Combine(_folder, "b"));
        own.Should().NotBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_desk_that_names_the_default_file_of_another_is_refused_whichever_came_first(bool defaultFirst)
    {
        var (a, b) = (Path.Combine(_folder, "a"), Path.Combine(_folder, "b"));
        var file = Sqlite("a/desk.db");
        using var first = DataFolderHold.Take(file, defaultFirst ? a : b);
        FluentActions.Invoking(() => DataFolderHold.Take(file, defaultFirst ? b : a))
            .Should().Throw<DataFolderInUseException>().WithMessage("*a/desk.db*");
    }

    [Fact]
    public void A_link_to_the_file_is_the_file()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "a"));
        File.WriteAllText(Path.Combine(_folder, "a", "desk.db"), "");
        File.CreateSymbolicLink(Path.Combine(_folder, "link.db"), Path.Combine(_folder, "a", "desk.db"));
        using var first = DataFolderHold.Take(Sqlite("a/desk.db"), Path.Combine(_folder, "a"));
        FluentActions.Invoking(() => DataFolderHold.Take(Sqlite("link.db"), Path.Combine(_folder, "b"))).Should().Throw<DataFolderInUseException>();
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_not_said_to_be_in_use()
    {
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        FluentActions.Invoking(() => DataFolderHold.Take(Sqlite(), Path.Combine(_folder, "file")))
            .Should().Throw<DataFolderUnusableException>().WithMessage("*file cannot be used*--Automation:DataFolder*");
    }

    private DatabaseOptions Sqlite(string file = "desk.db") => new(DatabaseKind.Sqlite, $"Data Source={Path.Combine(_folder, file)}");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
