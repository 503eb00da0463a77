namespace Automation.Server.Api;

/// <summary>Errors as RFC 9457 problem details that name the thing and the cure.</summary>
internal static class Problems
{
    public static IResult BadRequest(string parameter, string detail) =>
        Results.Problem(detail, statusCode: StatusCodes.Status400BadRequest, title: $"The value of '{parameter}' cannot be used.");

    public static IResult NotFound(string detail) =>
        Results.Problem(detail, statusCode: StatusCodes.Status404NotFound, title: "Not found.");

    public static IResult Conflict(string detail) =>
        Results.Problem(detail, statusCode: StatusCodes.Status409Conflict, title: "Not possible now.");
}
