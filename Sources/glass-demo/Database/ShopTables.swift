/// What the keeper puts into PostgreSQL: 2,000 customers and their 60,000 sales.
enum ShopTables {
    static let customerCount = 2_000
    static let cities = ["Lyon", "Oslo", "Porto", "Turin", "Gdansk"]

    static let statements = [
        """
        CREATE TABLE customer (
            id serial PRIMARY KEY, name text NOT NULL, email text NOT NULL UNIQUE, city text NOT NULL)
        """,
        """
        CREATE TABLE sale (
            id serial PRIMARY KEY, customer_id int NOT NULL, item_id int NOT NULL, amount_cents int NOT NULL,
            sold_on date NOT NULL)
        """,
        """
        INSERT INTO customer (name, email, city)
        SELECT 'Customer ' || n, 'customer' || n || '@example.com', (ARRAY[\(cityList)])[n % \(cities.count) + 1]
        FROM generate_series(1, \(customerCount)) n
        """,
        """
        INSERT INTO sale (customer_id, item_id, amount_cents, sold_on)
        SELECT n * 7919 % \(customerCount) + 1, n * 4729 % 20000 + 1, 100 + n * 31 % 9900, DATE '2025-01-01' + n % 500
        FROM generate_series(1, 60000) n
        """,
        "CREATE INDEX sale_customer ON sale (customer_id)",
        "ANALYZE",
    ]

    private static var cityList: String { cities.map(PostgreSQLConnection.literal).joined(separator: ", ") }
}
