extension Rect {
    /// A rectangle of at most this size in the middle of this one.
    public func centered(width wanted: Int, height tall: Int) -> Rect {
        let (width, height) = (min(wanted, self.width), min(tall, self.height))
        return Rect(x: x + (self.width - width) / 2, y: y + (self.height - height) / 2, width: width, height: height)
    }
}

extension CellBuffer {
    /// Draws an empty box in the middle of the buffer over what is there, as large as its content needs and the buffer
    /// allows. Gives the rectangle for the content.
    public mutating func popup(
        title: String, width contentWidth: Int, height contentHeight: Int, style: Style, border: Style
    ) -> Rect {
        let area = bounds.centered(width: contentWidth + 4, height: contentHeight + 2)
        fill(area, style: style)
        box(area, title: title, style: border.background(style.background), titleStyle: style.bold)
        return area.inset(horizontal: 2, vertical: 1)
    }
}
