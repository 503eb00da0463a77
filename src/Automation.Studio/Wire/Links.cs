namespace Automation.Studio.Wire;

/// <summary>What Studio may do next with a thing. It shows the buttons for which there is a link, so a reader gets only those that read.</summary>
/// <param name="Href">From the API's own root.</param>
internal sealed record Link(string Href, string Rel, string Method)
{
    public static Link[] OfList(bool mayWrite) => mayWrite ? [.. ListReads, .. ListWrites] : ListReads;

    public static Link[] OfDefinition(string definitionId, bool mayWrite)
    {
        var own = "/workflow-definitions/" + Uri.EscapeDataString(definitionId);
        Link[] reads =
        [
            new(own, "self", "GET"),
            new("/workflow-definitions/by-definition-id/" + Uri.EscapeDataString(definitionId), "self", "GET"),
            new(own + "/versions", "versions", "GET"),
            new(own + "/export", "export", "POST"),
        ];
        return !mayWrite ? reads :
        [
            .. reads,
            new(own + "/bulk-dispatch", "bulk-dispatch", "POST"),
            new(own + "/dispatch", "dispatch", "POST"),
            new(own + "/execute", "execute", "POST"),
            new(own + "/publish", "publish", "POST"),
            new(own + "/retract", "retract", "POST"),
            new(own, "delete", "DELETE"),
            new(own + "/import", "import", "PUT"),
        ];
    }

    private static readonly Link[] ListReads =
    [
        new("/workflow-definitions", "self", "GET"),
        new("/workflow-definitions/validation/is-name-unique", "is-name-unique", "GET"),
        new("/workflow-definitions/query/count", "count", "GET"),
        new("/workflow-definitions/many-by-id", "many-by-id", "GET"),
    ];

    private static readonly Link[] ListWrites =
    [
        new("/bulk-actions/delete/workflow-definitions/by-definition-id", "bulk-delete-by-definition-id", "POST"),
        new("/bulk-actions/delete/workflow-definitions/by-id", "bulk-delete-by-id", "POST"),
        new("/bulk-actions/publish/workflow-definitions/by-definition-ids", "bulk-publish", "POST"),
        new("/bulk-actions/retract/workflow-definitions/by-definition-ids", "bulk-retract", "POST"),
        new("/workflow-definitions/import", "import", "POST"),
        new("/workflow-definitions/import-files", "import-files", "POST"),
        new("/workflow-definitions", "create", "POST"),
    ];
}
