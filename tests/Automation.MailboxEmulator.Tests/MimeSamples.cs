namespace Automation.MailboxEmulator.Tests;

/// <summary>Mails of the tests' own making.</summary>
internal static class MimeSamples
{
    public const string WithAttachments = """
        From: "Lee, Ann" <ann.lee@contoso.example>
        To: helpdesk@contoso.example
        Reply-To: "Ann at home" <ann@home.example>
        Subject: =?utf-8?q?St=C3=B6rung_im_B=C3=BCro?=
        Message-ID: <full@contoso.example>
        Date: Mon, 5 Jan 2026 07:59:00 +0000
        Importance: high
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="outer"

        --outer
        Content-Type: multipart/related; boundary="rel"

        --rel
        Content-Type: multipart/alternative; boundary="alt"

        --alt
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: quoted-printable

        Das B=FCro
        --alt
        Content-Type: text/html; charset=iso-8859-1
        Content-Transfer-Encoding: quoted-printable

        <p>Das B=FCro <img src=3D"cid:pic1@x"></p>
        --alt--
        --rel
        Content-Type: image/png; name="pic.png"
        Content-Transfer-Encoding: base64
        Content-ID: <pic1@x>
        Content-Disposition: inline; filename="pic.png"

        iVBORw0KGgo=
        --rel--
        --outer
        Content-Type: text/plain; name="log.txt"
        Content-Disposition: attachment; filename="log.txt"
        Content-Transfer-Encoding: base64

        SGVsbG8=
        --outer
        Content-Type: message/rfc822

        From: bob.novak@contoso.example
        Subject: Earlier mail
        Message-ID: <inner@contoso.example>
        Content-Type: text/plain

        inner text
        --outer--
        """;

    public const string InlineOnly = """
        From: ann.lee@contoso.example
        Subject: picture
        Message-ID: <inline@contoso.example>
        MIME-Version: 1.0
        Content-Type: multipart/related; boundary="rel"

        --rel
        Content-Type: text/html; charset=utf-8

        <p><img src="cid:p"></p>
        --rel
        Content-Type: image/gif
        Content-Transfer-Encoding: base64
        Content-ID: <p>

        R0lGODlhAQABAAAAACw=
        --rel--
        """;

    public const string Link = """
        From: ann.lee@contoso.example
        Subject: a link
        Message-ID: <link@contoso.example>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="b"

        --b
        Content-Type: text/plain

        see the file
        --b
        Content-Type: message/external-body; access-type=URL; url="https://files.example/report.xlsx"; name="report.xlsx"

        Content-Type: application/vnd.ms-excel

        --b--
        """;
}
