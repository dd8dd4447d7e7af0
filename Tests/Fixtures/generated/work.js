class Basket {
  weigh(factor) {
    let sum = 0;
    for (let i = 0; i < 100000; i++) sum += Math.sqrt(i * factor);
    return sum;
  }
}
const basket = new Basket();
let total = 0;
function work() {
  for (let i = 0; i < 50; i++) total += basket.weigh(i);
}
process.stdin.on("end", () => process.exit(0)).resume();
console.log("ready");
(function again() {
  work();
  setImmediate(again);
})();
