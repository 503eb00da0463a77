using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Automation.Studio.Package;

/// <summary>
/// Serves the package as it is, compressed where it has a compressed twin. Studio asks for its runtime under <c>/_framework</c> and its scripts under
/// <c>/_content</c> of the page's own base; names that the desk's pages serve there themselves are only found under <c>/studio</c>.
/// </summary>
internal static class StudioFiles
{
    private static readonly FileExtensionContentTypeProvider Types = TypesWith(new() { [".wasm"] = "application/wasm", [".dat"] = "application/octet-stream", [".blat"] = "application/octet-stream", [".woff2"] = "font/woff2" });

    public static void UseStudioFiles(this IApplicationBuilder app)
    {
        var package = app.ApplicationServices.GetRequiredService<StudioPackage>();
        app.Use((http, next) => ServeAsync(package, http, next));
    }

    private static Task ServeAsync(StudioPackage package, HttpContext http, RequestDelegate next)
    {
        if (!(HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) || Find(package, http.Request.Path) is not { } file)
            return next(http);

        var response = http.Response;
        response.ContentType = Types.TryGetContentType(file, out var type) ? type : "application/octet-stream";
        response.Headers[HeaderNames.XContentTypeOptions] = "nosniff";
        // A name with a fingerprint never holds anything else. The others are kept too, but asked about each time: half of a version and half of the next would not start.
        var isFixed = HasFingerprint(file);
        response.Headers.CacheControl = isFixed ? "public, max-age=31536000, immutable" : "public, no-cache";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        var accepted = http.Request.Headers.AcceptEncoding.ToString();
        var (served, ending) = (file, "");
        foreach (var (name, twin) in new[] { ("br", ".br"), ("gzip", ".gz") })
        {
            if (accepted.Contains(name, StringComparison.OrdinalIgnoreCase) && File.Exists(file + twin))
            {
                response.Headers.ContentEncoding = name;
                (served, ending) = (file + twin, twin);
                break;
            }
        }

        // No date: it is that of the installation, so each node has another, and npm may give a new version the date of the one before.
        var tag = isFixed ? null : new EntityTagHeaderValue($"\"{package.HashOf(file)}{ending}\"");
        return Results.File(served, response.ContentType, entityTag: tag, enableRangeProcessing: false).ExecuteAsync(http);
    }

    private static string? Find(StudioPackage package, PathString path)
    {
        if (path.StartsWithSegments("/studio/fonts", out var font) && font.Value is { } name && name.LastIndexOf('/') is > 0 and var slash)
            return package.Font(name[1..slash], name[(slash + 1)..]);
        if (path.StartsWithSegments("/studio", out var own))
            return package.Studio(own.Value!.TrimStart('/'));
        if (path.StartsWithSegments("/_framework", out var framework) && !framework.Value!.StartsWith("/blazor.", StringComparison.Ordinal))
            return package.Studio("_framework" + framework.Value);
        return path.StartsWithSegments("/_content", out var content) && !content.StartsWithSegments("/MudBlazor") ? package.Studio("_content" + content.Value) : null;
    }

    /// <summary>.NET's (<c>name.0a1b2c3d4e.wasm</c>), or those of the scripts of the code editor (<c>name-i0YVFWkl.js</c>).</summary>
    private static bool HasFingerprint(string file)
    {
        var parts = Path.GetFileName(file).Split('.');
        if (parts.Length >= 3 && parts[^2].Length == 10 && parts[^2].All(char.IsAsciiLetterOrDigit))
            return true;
        return file.Replace('\\', '/').Contains("/monaco-editor/min/vs/", StringComparison.Ordinal) && parts.Length >= 2
            && parts[^2] is { Length: > 9 } name && name[^9] == '-' && name[^8..].All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
    }

    private static FileExtensionContentTypeProvider TypesWith(Dictionary<string, string> more)
    {
        var types = new FileExtensionContentTypeProvider();
        foreach (var (ending, type) in more)
            types.Mappings[ending] = type;
        return types;
    }
}
