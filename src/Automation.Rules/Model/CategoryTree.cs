namespace Automation.Rules.Model;

/// <summary>The categories there are, as branches of a tree. Immutable. Everything above a branch exists too.</summary>
public sealed class CategoryTree(IReadOnlyList<Category> categories)
{
    public static readonly CategoryTree Empty = new([]);

    /// <summary>The reference to the JSON schema as written in the file.</summary>
    public string? Schema { get; init; }

    /// <summary>In the order in which people see them.</summary>
    public IReadOnlyList<Category> All { get; } = categories;
}

/// <summary>One branch.</summary>
/// <param name="Path">Its parts parted by <c>/</c>, such as <c>software/business</c>.</param>
public sealed record Category(string Path, string? Description);
