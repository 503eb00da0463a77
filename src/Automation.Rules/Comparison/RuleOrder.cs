namespace Automation.Rules.Comparison;

/// <summary>Which rules kept their order, so that one rule dragged to the top is one that moved and not all the others.</summary>
internal static class RuleOrder
{
    /// <param name="places">For each place of the newer order the older one; less than 0 for what is new.</param>
    /// <returns>The newer places of as many as possible that stand in the older order: the longest rising sequence.</returns>
    public static HashSet<int> Unmoved(int[] places)
    {
        // The last element of the best sequence of each length so far, and what stands before each element in its best sequence.
        var ends = new List<int>();
        var before = new int[places.Length];
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] < 0)
                continue;
            var (low, high) = (0, ends.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (places[ends[middle]] < places[i])
                    low = middle + 1;
                else
                    high = middle;
            }
            before[i] = low > 0 ? ends[low - 1] : -1;
            if (low == ends.Count)
                ends.Add(i);
            else
                ends[low] = i;
        }
        var unmoved = new HashSet<int>();
        for (var i = ends.Count > 0 ? ends[^1] : -1; i >= 0; i = before[i])
            unmoved.Add(i);
        return unmoved;
    }
}
