using System.Reflection;

namespace Automation.MailboxEmulator.Page;

/// <summary>Serves the page from the assembly itself.</summary>
internal static class PageFiles
{
    /// <summary>Nothing from other hosts and no script but ours, in the page and in the frames that show mail.</summary>
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'self'; form-action 'none'";

    private static readonly (string Path, string File, string Type)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/page.css", "page.css", "text/css; charset=utf-8"),
        ("/page.js", "page.js", "text/javascript; charset=utf-8"),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
    ];

    public static void Map(WebApplication app)
    {
        foreach (var (path, file, type) in Files)
        {
            var bytes = Read(file);
            app.MapMethods(path, ["GET"], http =>
            {
                http.Response.ContentType = type;
                http.Response.ContentLength = bytes.Length;
                http.Response.Headers.ContentSecurityPolicy = Policy;
                http.Response.Headers.XContentTypeOptions = "nosniff";
                http.Response.Headers.CacheControl = "no-cache";
                return http.Response.Body.WriteAsync(bytes, http.RequestAborted).AsTask();
            });
        }
    }

    private static byte[] Read(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("page/" + file)
            ?? throw new InvalidOperationException($"The page's file '{file}' is not in the assembly.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
