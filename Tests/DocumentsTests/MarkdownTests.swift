import Documents
import Testing

private func times(_ part: String, _ count: Int) -> String { String(repeating: part, count: count) }

@Suite struct Markdown {
  @Test(arguments: [
    ("# 一", "<h1>一</h1>\n"),
    (
      "a **b** *c* ~~d~~ `e`",
      "<p>a <strong>b</strong> <em>c</em> <del>d</del> <code>e</code></p>\n"
    ),
    ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
    ("- a\n\n- b", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>\n"),
    ("- a\n  - b", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n"),
    ("3. a", "<ol start=\"3\">\n<li>a</li>\n</ol>\n"),
    ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
    ("---", "<hr>\n"),
    ("a  \nb", "<p>a<br>\nb</p>\n"),
    ("```swift x\na < b\n```", "<pre><code class=\"language-swift\">a &lt; b\n</code></pre>\n"),
    ("a & b \"c\"", "<p>a &amp; b &quot;c&quot;</p>\n"),
    ("", ""),
  ])
  func rendersCommonMark(source: String, html: String) {
    #expect(markdownHTML(source) == html)
  }

  @Test func rendersTables() {
    let source = "| 时间 | | 分 |\n|:-|-|-:|\n| 9:00 | **x** | 5 |\n| 10:00 | a\\|b |\n"
    #expect(
      markdownHTML(source) == """
        <table>
        <thead>
        <tr>
        <th scope="col" class="align-left">时间</th>
        <td></td>
        <th scope="col" class="align-right">分</th>
        </tr>
        </thead>
        <tbody>
        <tr>
        <td class="align-left">9:00</td>
        <td><strong>x</strong></td>
        <td class="align-right">5</td>
        </tr>
        <tr>
        <td class="align-left">10:00</td>
        <td>a|b</td>
        <td class="align-right"></td>
        </tr>
        </tbody>
        </table>

        """)
    #expect(markdownHTML("|a|\n|-|").hasSuffix("</thead>\n</table>\n"))
  }

  @Test(arguments: [
    ("a <b>x</b>", "<p>a &lt;b&gt;x&lt;/b&gt;</p>\n"),
    ("<script>alert(1)</script>\n", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
    ("<!-- x -->", "<p>&lt;!-- x --&gt;</p>\n"),
    ("- <hr>", "<ul>\n<li>\n<p>&lt;hr&gt;</p>\n</li>\n</ul>\n"),
  ])
  func showsRawHTMLAsText(source: String, html: String) {
    #expect(markdownHTML(source) == html)
  }

  @Test(arguments: [
    ("[a](https://x.cn/?q=1&r=2)", "https://x.cn/?q=1&amp;r=2"),
    ("[a](HTTP://x.cn)", "HTTP://x.cn"),
    ("[a](mailto:li@x.cn)", "mailto:li@x.cn"),
    ("[a](https://x.cn/工会)", "https://x.cn/%E5%B7%A5%E4%BC%9A"),
    ("[a](<https://x.cn/\"onclick='x'>)", "https://x.cn/%22onclick=&#39;x&#39;"),
  ])
  func keepsLinksToTheWebAndToMail(source: String, href: String) {
    #expect(
      markdownHTML(source) == "<p><a href=\"\(href)\" rel=\"noopener noreferrer\">a</a></p>\n")
  }

  @Test(arguments: [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:x", "java%0ascript:x",
    "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil.cn", "/admin", "a.pdf", "#x",
    "?q", "http:evil", "ftp://x.cn", "\\\\evil.cn",
  ])
  func leavesOnlyTheTextOfOtherLinks(url: String) {
    #expect(markdownHTML("[**a**](\(url)) b") == "<p><strong>a</strong> b</p>\n")
  }

  @Test func keepsFilesBesideThePlanWhereThereIsABase() {
    #expect(
      markdownHTML("[a](图/一.pdf)", base: "/files/").contains(
        "href=\"/files/%E5%9B%BE/%E4%B8%80.pdf\""))
    for url in ["../a", "b/../../a", "%2e%2e/a", "%2E./a", "/a", "//a", "x:y", "a%2f..", "..%5ca"] {
      #expect(markdownHTML("[t](\(url))", base: "/files/") == "<p>t</p>\n", "\(url)")
    }
  }

  @Test func makesImagesTheirAlternativeText() {
    #expect(markdownHTML("![照**片** [b](http://c)](x.png)") == "<p>照片 b</p>\n")
    #expect(
      markdownHTML("[![图](x.png)](http://x.cn)")
        == "<p><a href=\"http://x.cn\" rel=\"noopener noreferrer\">图</a></p>\n")
  }

  @Test func givesALinkWithoutWordsItsAddress() {
    #expect(markdownHTML("[](http://x.cn)").contains(">http://x.cn</a>"))
  }

  @Test func shiftsHeadingsAndStopsAtSix() {
    #expect(
      markdownHTML("# a\n## b\n###### c", headingOffset: 2)
        == "<h3>a</h3>\n<h4>b</h4>\n<h6>c</h6>\n")
  }

  @Test(arguments: [
    ("中国\n工会", "<p>中国工会</p>\n"), ("他说：\n**好**", "<p>他说：<strong>好</strong></p>\n"),
    ("用 Swift\n工会", "<p>用 Swift\n工会</p>\n"), ("中国\r\n工会", "<p>中国工会</p>\n"),
    ("a\nb", "<p>a\nb</p>\n"),
  ])
  func joinsChineseLinesWithoutASpace(source: String, html: String) {
    #expect(markdownHTML(source) == html)
  }

  @Test func replacesNULCharacters() {
    #expect(markdownHTML("a\u{0}b") == "<p>a\u{FFFD}b</p>\n")
  }

  @Test(arguments: [
    "[", "![", "[a](", "[a](<b", "[a][", ">", "> ", "- ", "1. ", "*", "**a ", "*a_ ", "a**b", "_",
    "`", "~",
    "~~a ", "<", "<!--", "<a href=\"", "<?", "&", "\\", "|", "|-", "a|b\n-|-\n", "#", "# ", "\n>",
    "\n- ", "\t", "```\n", "(", "](", "[x]: y\n", "<!A ", "* a\n ", "> - ", "a\n", "x<", "!",
    "\n\n- a",
    "<x>\n", "[^a]", "@", "www.", "中*", "“**", "[[]]()", "$(", "`a``", "[a]:\n", "*_",
    "|a|\n|-|\n|b|\n",
    "<![CDATA[", "</", "><", "- - ", "-\n",
  ])
  func staysQuickAndUprightOnManyOf(part: String) {
    for size in [250 << 10, 1 << 20] {
      let source = String(repeating: part, count: size / part.utf8.count)
      var html = ""
      let time = ContinuousClock().measure { html = markdownHTML(source) }
      #expect(time < .seconds(10), "\(part.debugDescription): \(time)")
      #expect(html.utf8.count < 40 << 20)
    }
  }

  @Test(arguments: [
    times("*a **a ", 16_000) + "b" + times(" a** a*", 16_000),
    "a**b" + times("c* ", 80_000), times("[", 120_000) + "a" + times("]", 120_000),
    times("![", 40_000) + "a" + times("](b)", 40_000),
    (1..<700).map { "e" + times("`", $0) }.joined(),
    (0..<450).map { times("  ", $0) + "* a\n" }.joined(),
    times("|", 19_000) + "\n" + times("|-", 499) + "\n",
    times(times("|", 500) + "\n" + times("|-", 499) + "|\n\n", 160),
    times("|", 1_900) + "\n" + times("|-\n", 90),
    times("a\n", 9_000) + "|a|\n|-|\n",
    times("a\n", 60_000) + times("|-|-|\n", 20_000),
    times("> ", 64) + "a\n" + times("a\n", 120_000),
    times(times("- ", 60) + "a\n", 2_000), "<" + times("!--", 80_000),
    "[a]: http://b.cn/" + times("c", 100) + "\n\n" + times("[a] ", 60_000),
  ])
  func staysQuickOnWhatWasMadeToHurt(source: String) {
    let time = ContinuousClock().measure { _ = markdownHTML(source) }
    #expect(time < .seconds(10), "\(source.prefix(40).debugDescription): \(time)")
  }

  // Each of these would make cmark run out of memory, and abort.
  @Test(arguments: [
    "[a]: http://" + times("b", 100_000) + "\n\n" + times("[a] ", 30_000),
    "[a]: http://b '" + times("b", 100_000) + "'\n\n" + times("[a] ", 30_000),
    "[a]: b '" + times("x\n[b]: c\n", 10_000) + "'\n\n" + times("[a]", 40_000),
    times("|a", 20_000) + "|\n" + times("|-", 20_000) + "|\n" + times("|a\n", 40_000),
    "> " + times("|a", 999) + "|\n> " + times("|-", 999) + "|\n" + times("> |\n", 40_000),
    times("|", 80_000) + "\n" + times("|-", 80_000) + "\n", times("a", 256 << 10) + "b",
    times("|", 80_000) + "\n" + times("|-\n", 95),
  ])
  func showsAsTypedWhatWouldGrowBeyondReason(source: String) {
    #expect(markdownHTML(source).hasPrefix("<pre>"))
  }

  @Test func rendersWhatIsLargeButReasonable() {
    let table = "|时间|内容|负责|\n|-|-|-|\n" + times("|9:00|讨论|李|\n", 2_000) + "\n"
    let html = markdownHTML(table + times("> - 1. **注意**，[链接](http://x.cn)\n", 2_000))
    #expect(html.hasPrefix("<table>"))
    #expect(!html.contains("<pre>"))
    let references = (0..<100).map { "[\($0)]: http://x.cn/\($0)\n" }.joined()
    #expect(markdownHTML(references + "\n" + times("[7] ", 300)).hasPrefix("<p><a href"))
  }

  @Test func showsATextNestedBeyondReasonAsTyped() {
    let source = String(repeating: "> ", count: 200) + "a<b"
    #expect(
      markdownHTML(source) == "<pre>" + String(repeating: "&gt; ", count: 200) + "a&lt;b</pre>\n")
    #expect(markdownHTML("> > > a").contains("<blockquote>"))
    #expect(markdownHTML(String(repeating: "-", count: 300)) == "<hr>\n")
    #expect(markdownHTML(String(repeating: "*", count: 300) + "\n") == "<hr>\n")
  }
}
