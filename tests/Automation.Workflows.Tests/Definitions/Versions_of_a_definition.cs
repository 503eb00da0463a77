using Automation.Workflows.Definitions;

namespace Automation.Workflows.Tests.Definitions;

public sealed class Versions_of_a_definition
{
    private readonly HashSet<string> _frozen = [];
    private List<WorkflowDefinition> _versions = [];

    [Fact]
    public void A_draft_is_saved_over_until_it_is_published_and_then_the_next_is_a_new_version()
    {
        Do(SaveDraft("first"));
        Do(SaveDraft("second"));
        _versions.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Version = 1, Name = "second", IsLatest = true, IsPublished = false });

        Publish();
        Do(SaveDraft("third"));
        _versions.Select(version => (version.Version, version.Name, version.IsLatest, version.IsPublished))
            .Should().Equal((1, "second", false, true), (2, "third", true, false));

        Publish();
        _versions.Select(version => (version.Version, version.IsLatest, version.IsPublished)).Should().Equal((1, false, false), (2, true, true));
        DefinitionVersions.Publish(_versions).Saved.Should().BeEmpty();
    }

    [Fact]
    public void A_retracted_version_is_never_written_over()
    {
        Do(SaveDraft("first"));
        Publish();
        Do(DefinitionVersions.Retract(_versions));
        Do(SaveDraft("second"));
        _versions.Select(version => (version.Version, version.Name, version.IsLatest, version.IsPublished))
            .Should().Equal((1, "first", false, false), (2, "second", true, false));
    }

    [Fact]
    public void Reverting_makes_an_old_version_s_content_the_draft()
    {
        Do(SaveDraft("first"));
        Publish();
        Do(SaveDraft("second"));
        Publish();
        Do(DefinitionVersions.Revert(_versions, 1, NewId()));
        _versions.Select(version => (version.Version, version.Name, version.IsLatest, version.IsPublished))
            .Should().Equal((1, "first", false, false), (2, "second", false, true), (3, "first", true, false));
    }

    [Fact]
    public void Reverting_keeps_a_draft_as_a_version()
    {
        Do(SaveDraft("first"));
        Publish();
        Do(SaveDraft("begun"));
        Do(DefinitionVersions.Revert(_versions, 1, NewId()));
        _versions.Select(version => (version.Version, version.Name, version.IsLatest, version.IsPublished))
            .Should().Equal((1, "first", false, true), (2, "begun", false, false), (3, "first", true, false));
    }

    [Fact]
    public void Deleting_the_latest_makes_the_highest_left_the_latest()
    {
        Do(SaveDraft("first"));
        Publish();
        Do(SaveDraft("second"));
        Do(DefinitionVersions.Delete(_versions, "id2"));
        _versions.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Version = 1, IsLatest = true, IsPublished = true });
    }

    private VersionChange SaveDraft(string name) => DefinitionVersions.SaveDraft(
        _versions, WorkflowDefinition.Parse("""{"definitionId":"w","name":"NAME","root":{"type":"Elsa.Sequence","id":"S"}}""".Replace("NAME", name)), _frozen, NewId());

    private void Publish()
    {
        Do(DefinitionVersions.Publish(_versions));
        _frozen.UnionWith(_versions.Where(version => version.IsPublished).Select(version => version.Id));
    }

    private void Do(VersionChange change) => _versions = [.. _versions
        .Where(version => !change.Deleted.Contains(version.Id) && change.Saved.All(saved => saved.Id != version.Id))
        .Concat(change.Saved).OrderBy(version => version.Version)];

    private string NewId() => $"id{_versions.Count + 1}";
}
