namespace Automation.Rules.Suggestions;

/// <summary>How well a feature parts the tickets of one value from the others.</summary>
internal static class Separation
{
    /// <summary>Below this the parting may be chance: one in a thousand for one degree of freedom.</summary>
    public const double Significant = 10.83;

    /// <summary>Dunning's log-likelihood ratio (1993) of the table with and without the feature, right and wrong.</summary>
    /// <returns>0 for none; not less.</returns>
    public static double LogLikelihood(long rightWith, long wrongWith, long right, long wrong)
    {
        var (rightWithout, wrongWithout) = (right - rightWith, wrong - wrongWith);
        var total = right + wrong;
        var cells = Entropy(rightWith, wrongWith, rightWithout, wrongWithout);
        var rows = Entropy(rightWith + wrongWith, rightWithout + wrongWithout, 0, 0);
        var columns = Entropy(right, wrong, 0, 0);
        return Math.Max(0, 2 * (rows + columns - cells));

        double Entropy(long a, long b, long c, long d) => -(Part(a) + Part(b) + Part(c) + Part(d));
        double Part(long count) => count == 0 ? 0 : count * Math.Log((double)count / total);
    }
}
