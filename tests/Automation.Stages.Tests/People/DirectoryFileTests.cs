using Automation.Stages.People;

namespace Automation.Stages.Tests.People;

public sealed class DirectoryFileTests
{
    [Fact]
    public void People_and_teams_are_read_as_an_export_writes_them()
    {
        var read = DirectoryFile.Read(
            """
            { // Comments and trailing commas are what people leave behind.
              "people": [
                { "address": " Ann.Lee@Contoso.example ", "name": "Ann Lee", "department": "Finance", "location": "London", "organisation": "Contoso", "language": "en", "timeZone": "Europe/London", "isVip": true, "tags": ["works abroad", " "] },
                { "address": "bob@contoso.example" },
              ],
              "teams": [ { "key": "network", "name": "Network", "members": ["Nina@Contoso.example", "nina@contoso.example"] } ]
            }
            """, "people.json");

        read.People.Should().HaveCount(2);
        read.People[0].Should().BeEquivalentTo(new
        {
            Address = "ann.lee@contoso.example",
            Name = "Ann Lee",
            Department = "Finance",
            Location = "London",
            Organisation = "Contoso",
            Language = "en",
            TimeZone = "Europe/London",
            IsVip = true,
            Tags = new[] { "works abroad" },
        });
        read.Teams.Should().ContainSingle().Which.Members.Should().Equal("nina@contoso.example");
        DirectoryFile.Read("{}", "people.json").People.Should().BeEmpty();
    }

    [Theory]
    [InlineData("{\n  \"people\": [ }", "people.json(2,", "")]
    [InlineData("[]", "people.json(1,", "")]
    [InlineData("null", "people.json: the file says null", "\"people\" and \"teams\"")]
    [InlineData("{\"people\":[{\"address\":\"a@b.example\",\"vip\":true}]}", "people.json(1,", "\"people[0].vip\" is not known. A person has address, name,")]
    [InlineData("{\"people\":[{\"address\":\"a@b.example\",\"isVip\":\"yes\"}]}", "people.json(1,", "\"people[0].isVip\" is of another kind")]
    [InlineData("{\"persons\":[]}", "people.json(1,", "persons")]
    [InlineData("{\"people\":[{\"name\":\"Ann\"}]}", "people.json: people[0]: it has no \"address\"", "")]
    [InlineData("{\"people\":[null]}", "people.json: people[0]: it has no \"address\"", "")]
    [InlineData("{\"people\":[{\"address\":\"ann\"}]}", "people.json: people[0] (ann): \"ann\" is no mail address", "")]
    [InlineData("{\"people\":[{\"address\":\"a@b.example\"},{\"address\":\"A@B.example\"}]}", "people[1]: \"a@b.example\" stands in people[0] already", "")]
    [InlineData("{\"people\":[{\"address\":\"a@b.example\",\"timeZone\":\"Europe/Berln\"}]}", "people[0] (a@b.example): there is no time zone \"Europe/Berln\"", "Europe/Berlin")]
    [InlineData("{\"teams\":[{\"key\":\"The Network\",\"name\":\"Network\",\"members\":[]}]}", "teams[0] (The Network): the key of a team", "hyphens")]
    [InlineData("{\"teams\":[{\"key\":\"network\",\"name\":\" \",\"members\":[]}]}", "teams[0] (network): the team has no name", "")]
    [InlineData("{\"teams\":[{\"key\":\"network\",\"name\":\"Network\",\"members\":[\"nina\"]}]}", "the member \"nina\" is no mail address", "")]
    public void What_cannot_be_meant_is_refused_with_its_place(string json, string problem, string andAlso)
    {
        var reading = () => DirectoryFile.Read(json, "people.json");

        reading.Should().Throw<DirectoryFileException>().Which.Problems.Should().ContainSingle().Which.Should().ContainAll(problem, andAlso.Length == 0 ? problem : andAlso).And.NotContain("LineNumber").And.NotContain("Automation.");
    }

    [Fact]
    public void A_file_that_is_wrong_throughout_is_told_of_in_part()
    {
        var reading = () => DirectoryFile.Read($$"""{"people":[{{string.Join(',', Enumerable.Repeat("{}", 50))}}]}""", "people.json");

        reading.Should().Throw<DirectoryFileException>().Which.Problems.Should().HaveCount(21).And.EndWith("people.json: and 30 more.");
    }
}
