using Automation.Rules.Fields;
using Automation.Rules.Folding;
using Automation.Rules.Operators;
using static Automation.Rules.Tests.Evaluation.RuleWriting;

namespace Automation.Rules.Tests.Folding;

/// <summary>What becomes of the letters of many languages, by example: both ways to decide share the table.</summary>
public sealed class LanguagesTests
{
    [Theory]
    [InlineData("İIıi i\u0307", "iiii i")]
    [InlineData("DİYARBAKIR", "diyarbakir")]
    [InlineData("ß ẞ ss SS ſ", "ss ss ss ss s")]
    [InlineData("Åse Ærø Łódź Đurđa Þór Ħal œuvre", "ase aero lodz durda thor hal oeuvre")]
    [InlineData("e\u0301 é e\u0301\u0323 \u1E1D", "e e e e")]
    [InlineData("Việt Nam", "viet nam")]
    [InlineData("ΟΔΥΣΣΕΎΣ Οδυσσεύς", "οδυσσευσ οδυσσευσ")]
    [InlineData("ЙОЖ ёж", "иож еж")]
    [InlineData("ﬁle ﬀ Ａｂｃ", "file ff abc")]
    [InlineData("ﾌﾟﾘﾝﾀｰ", "フ\u309Aリンター")]
    [InlineData("don’t don‘t don´t", "don't don't don't")]
    [InlineData("„quote“ ”x”", "\"quote\" \"x\"")]
    [InlineData("a\u2010b\u2011c\u2012d\u2013e\u2014f\u2212g", "a-b-c-d-e-f-g")]
    [InlineData("pass\u00ADword zero\u200Bwidth \uFEFFmark", "password zerowidth mark")]
    [InlineData("  one\t\r\n\u00A0\u2003two\u3000three ", "one two three")]
    [InlineData("❤\uFE0F x\u20E3 y\u1ABDz", "❤ x yz")]
    [InlineData("👨‍👩‍👧 🔥", "👨👩👧 🔥")]
    [InlineData("مَدْرَسَة كـتاب قُرْص", "مدرسة كتاب قرص")]
    [InlineData("שָׁלוֹם בְּרֵאשִׁית", "שלום בראשית")]
    [InlineData("\u1111\u1173\u1105\u1175\u11AB\u1110\u1165 가\u11A8", "프린터 각")]
    [InlineData("打印机 각 กำ हिन्दी", "打印机 각 กำ हिन्दी")]
    public void Text_is_folded_to_what_a_person_would_type(string text, string expected) =>
        FoldedText.Fold(text).Should().Be(expected.Normalize(expected.Contains('フ') ? System.Text.NormalizationForm.FormD : System.Text.NormalizationForm.FormC));

    [Theory]
    // Korean, Japanese, Chinese, Thai, Lao, Burmese and Khmer have a boundary at every character.
    [InlineData("프린터가", "프린터", true)]
    [InlineData("新しいプリンターが", "プリンター", true)]
    [InlineData("打印机坏了", "印", true)]
    [InlineData("เครื่องพิมพ์เสีย", "เครื่องพิมพ์", true)]
    [InlineData("ເຄື່ອງພິມ", "ພິມ", true)]
    [InlineData("ပုံနှိပ်စက်", "စက်", true)]
    [InlineData("ម៉ាស៊ីនព្រីន", "ព្រីន", true)]
    // So have emoji and signs; letters, digits and their marks run together.
    [InlineData("🔥vpn🔥", "vpn", true)]
    [InlineData("vpn-client/vpn2", "vpn", true)]
    [InlineData("vpn2", "vpn", false)]
    [InlineData("2vpn", "vpn", false)]
    [InlineData("vpné", "vpn", false)]
    [InlineData("हिन्दी", "हिन", false)]
    [InlineData("принтер", "принт", false)]
    [InlineData("vpn_client", "vpn", true)]
    [InlineData("C++", "c", true)]
    [InlineData("don't", "don", true)]
    public void A_word_is_whole_where_its_language_says_so(string text, string word, bool expected) =>
        Holds(Where(StandardFields.Subject, Operator.ContainsAnyWord, word), new FactSheet().Set(StandardFields.Subject, text)).Should().Be(expected);
}
