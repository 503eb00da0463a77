namespace Automation.Desk.RuleBook;

/// <summary>What a form of the rules began with, so that news from elsewhere takes nothing away that somebody is writing.</summary>
/// <param name="text">Everything that the form shows, as a text to compare.</param>
internal sealed class Drafting<T>(Func<T, string> text)
    where T : class
{
    private T? _shown;
    private string? _came;
    private string? _began;

    /// <summary>Whether something else stands in the fields than they began with.</summary>
    public bool IsDirty(T fields) => _began is not null && text(fields) != _began;

    /// <summary>The fields were filled.</summary>
    public void Begin(T fields) => _began = text(fields);

    /// <summary>Whether the fields are to be filled with what came: not while it says what came before, nor while somebody writes something else.</summary>
    /// <param name="fields">What stands in the fields; not asked for at first.</param>
    public bool Takes(T come, Func<T> fields)
    {
        if (ReferenceEquals(_shown, come))
            return false;
        _shown = come;
        var comes = text(come);
        if (_began is null)
        {
            _came = comes;
            return true;
        }

        if (comes == _came)
            return false;
        var now = text(fields());
        if (now == _began)
        {
            _came = comes;
            return true;
        }

        // What was written and stored comes back: nothing is half-written any more.
        if (now == comes)
            (_came, _began) = (comes, now);
        return false;
    }
}
