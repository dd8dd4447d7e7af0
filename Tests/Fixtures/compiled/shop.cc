// g++ -std=c++17 -O2 shop.cc
//
// A virtual function of a template, called through a closure by a method of another template.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>
namespace shop {
struct Item { virtual ~Item() = default; virtual std::uint64_t price(std::uint64_t rounds) const = 0; };
template <typename Weight> struct Book final : Item {
    Weight weight;
    explicit Book(Weight weight) : weight(weight) {}
    [[gnu::noinline]] std::uint64_t price(std::uint64_t rounds) const override {
        std::uint64_t sum = weight;
        for (std::uint64_t round = 0; round < rounds; ++round) { sum = sum * 31 + round; __asm__ volatile("" : "+r"(sum)); }
        return sum;
    }
};
template <typename Key, typename Compare = std::less<Key>> class Basket {
    std::map<Key, std::vector<std::unique_ptr<Item>>, Compare> items;
public:
    void add(Key key, std::unique_ptr<Item> item) { items[key].push_back(std::move(item)); }
    [[gnu::noinline]] std::uint64_t total(const std::function<std::uint64_t(const Item &)> &price) const {
        std::uint64_t sum = 0;
        for (const auto &[key, list] : items) for (const auto &item : list) sum += price(*item);
        return sum + 1;
    }
};
[[gnu::noinline]] std::uint64_t serve(const Basket<std::string> &basket) {
    return basket.total([](const Item &item) { return item.price(2000000) + 1; }) + 1;
}
}
int main() {
    shop::Basket<std::string> basket;
    basket.add("a", std::make_unique<shop::Book<int>>(3));
    basket.add("b", std::make_unique<shop::Book<long>>(5));
    std::puts("ready"); std::fflush(stdout);
    std::uint64_t sum = 0;
    for (;;) { sum += shop::serve(basket); if (sum == 1) std::printf("%lu\n", sum); }
}
