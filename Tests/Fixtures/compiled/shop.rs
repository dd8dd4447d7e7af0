// rustc -O shop.rs
//
// A method of a trait, called through a generic type.
use std::collections::HashMap;
trait Price { fn price(&self, rounds: u64) -> u64; }
struct Book { weight: u64 }
impl Price for Book {
    #[inline(never)]
    fn price(&self, rounds: u64) -> u64 { (0..rounds).fold(self.weight, |sum, round| std::hint::black_box(sum.wrapping_mul(31).wrapping_add(round))) }
}
struct Shop<T> { items: Vec<T>, seen: HashMap<u64, u64> }
impl<T: Price> Shop<T> {
    #[inline(never)]
    fn total(&mut self, rounds: u64) -> u64 {
        let sum = self.items.iter().map(|item| item.price(rounds)).fold(0u64, |a, b| a.wrapping_add(b));
        *self.seen.entry(sum % 97).or_insert(0) += 1;
        sum
    }
}
#[inline(never)]
fn serve(shop: &mut Shop<Book>) -> u64 { shop.total(2_000_000).wrapping_add(1) }
fn main() {
    println!("ready");
    let mut shop = Shop { items: (1..4).map(|weight| Book { weight }).collect(), seen: HashMap::new() };
    let mut sum = 0u64;
    loop { sum = sum.wrapping_add(serve(&mut shop)); if sum == 1 { println!("{}", sum); } }
}
