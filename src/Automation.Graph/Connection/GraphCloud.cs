namespace Automation.Graph.Connection;

/// <summary>The national clouds of Microsoft 365 (Graph documentation, "National cloud deployments"). GCC is <see cref="Global"/>.</summary>
public enum GraphCloud
{
    Global,

    /// <summary>GCC High.</summary>
    UsGovernment,

    UsDefense,

    /// <summary>Operated by 21Vianet.</summary>
    China,
}

internal static class GraphCloudHosts
{
    public static Uri Graph(this GraphCloud cloud) => new(cloud switch
    {
        GraphCloud.UsGovernment => "https://graph.microsoft.us",
        GraphCloud.UsDefense => "https://dod-graph.microsoft.us",
        GraphCloud.China => "https://microsoftgraph.chinacloudapi.cn",
        _ => "https://graph.microsoft.com",
    });

    public static Uri Login(this GraphCloud cloud) => new(cloud switch
    {
        GraphCloud.UsGovernment or GraphCloud.UsDefense => "https://login.microsoftonline.us",
        GraphCloud.China => "https://login.chinacloudapi.cn",
        _ => "https://login.microsoftonline.com",
    });
}
