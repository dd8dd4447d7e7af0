/// The measures of a picture, and what is the same in each.
struct SVGPicture {
    /// Of the frames, in pixels.
    static let width = 1_180
    static let margin = 10
    static let rowHeight = 17
    /// The narrowest frame that is drawn, in tenths of a pixel.
    static let leastWidth = 4
    private static let headHeight = 58

    /// How many rows there are above the root, and with it and below it.
    let upper: Int
    let lower: Int

    /// 0 is the root's row, those above it are negative.
    func y(ofRow row: Int) -> Int { Self.headHeight + (upper + row) * Self.rowHeight }

    func writeHead(to sink: inout some TextSink) throws {
        let (width, height) = (Self.width + 2 * Self.margin, y(ofRow: max(1, lower)) + Self.margin)
        try sink.write(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="\(width)" height="\(height)" \
            viewBox="0 0 \(width) \(height)" data-w="\(Self.width)" data-m="\(Self.margin)">
            <style>
            text { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 12px; \
            fill: #16181d; }
            text.h { font-size: 16px; font-weight: bold; }
            text.d { fill: #565d69; }
            g text { pointer-events: none; }
            g.f { cursor: pointer; }
            g.f:hover rect { stroke: #16181d; stroke-width: 1; }
            g.o { opacity: 0.55; }
            </style>
            <script><![CDATA[
            \(Self.script)
            ]]></script>
            <rect x="0" y="0" width="100%" height="100%" fill="#fbfbf9"/>

            """)
    }

    /// Zooms into the frame that is clicked: what is inside it gets the width of the picture in proportion, what is
    /// around it the whole. The other half of a sandwich stays as it is.
    private static let script = """
        (function () {
          var svg = document.documentElement, frames = [], width, margin;
          function number(node, name) { return parseFloat(node.getAttribute(name)); }
          function fit(text, name, room) {
            var count = Math.floor((room - 6) / 7.25);
            text.textContent = count < 2 ? "" : name.length <= count ? name : name.slice(0, count - 1) + "\\u2026";
          }
          function place(frame, x, w) {
            frame.g.style.display = w < 0.3 ? "none" : "";
            frame.rects.forEach(function (rect) {
              rect.setAttribute("x", margin + x);
              var share = rect.hasAttribute("data-c") ? number(rect, "data-c") : 1;
              rect.setAttribute("width", Math.max(0.1, w * share - 0.4));
            });
            frame.text.setAttribute("x", margin + x + 4);
            fit(frame.text, frame.name, w);
          }
          function zoom(to) {
            frames.forEach(function (frame) {
              var isOther = !to || frame.part !== to.part;
              frame.g.classList.remove("o");
              if (isOther) { return place(frame, frame.x, frame.w); }
              var end = frame.x + frame.w, last = to.x + to.w;
              if (frame.row < to.row) {
                var isAround = frame.x <= to.x + 0.05 && end >= last - 0.05;
                frame.g.classList.toggle("o", isAround);
                return place(frame, 0, isAround ? width : 0);
              }
              var isInside = frame.x >= to.x - 0.05 && end <= last + 0.05;
              place(frame, (frame.x - to.x) * width / to.w, isInside ? frame.w * width / to.w : 0);
            });
          }
          window.addEventListener("load", function () {
            width = number(svg, "data-w");
            margin = number(svg, "data-m");
            var origin = 0;
            [].forEach.call(svg.querySelectorAll("g.f"), function (g) {
              var rects = [].slice.call(g.querySelectorAll("rect")), text = g.querySelector("text");
              var frame = {
                g: g, rects: rects, text: text, name: g.getAttribute("data-n"), part: g.getAttribute("data-p"),
                x: number(g, "data-x"), w: number(g, "data-w"), y: number(rects[0], "y")
              };
              if (g.getAttribute("data-r") === "0") { origin = frame.y; }
              frames.push(frame);
              g.addEventListener("click", function () { zoom(frame.w >= width - 0.05 ? null : frame); });
            });
            frames.forEach(function (frame) { frame.row = Math.abs(frame.y - origin); });
          });
          window.addEventListener("keydown", function (event) { if (event.key === "Escape") { zoom(null); } });
        })();
        """
}
