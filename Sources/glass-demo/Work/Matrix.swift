/// A square matrix of numbers, row after row.
struct Matrix: Equatable {
    let size: Int
    private(set) var cells: [Double]

    init(size: Int, cell: (_ row: Int, _ column: Int) -> Double) {
        self.size = size
        cells = (0..<size * size).map { cell($0 / size, $0 % size) }
    }

    subscript(row: Int, column: Int) -> Double { cells[row * size + column] }

    /// The product of two matrices of one size.
    @inline(never)
    func multiplied(by other: Matrix) -> Matrix {
        let columns = other.transposed()
        return Matrix(size: size) { row, column in
            dotProduct(row: row, of: columns, row: column)
        }
    }

    @inline(never)
    func transposed() -> Matrix {
        Matrix(size: size) { row, column in self[column, row] }
    }

    @inline(never)
    private func dotProduct(row: Int, of other: Matrix, row otherRow: Int) -> Double {
        var sum = 0.0
        for index in 0..<size { sum += self[row, index] * other[otherRow, index] }
        return sum
    }
}
