// java -XX:+PreserveFramePointer Shop.java
//
// A method that the runtime compiles, called again and again.
public class Shop {
    static final class Basket {
        long total(int rounds) {
            long sum = 0;
            for (int round = 0; round < rounds; round++) sum = (sum * 31 + round) % 1000003;
            return sum;
        }
    }

    static long serve(Basket basket) {
        long sum = 0;
        for (int count = 0; count < 40; count++) sum += basket.total(300000);
        return sum;
    }

    public static void main(String[] arguments) {
        Basket basket = new Basket();
        long sum = 0;
        for (int count = 0; count < 100; count++) sum += serve(basket);
        System.out.println("ready");
        while (true) {
            sum += serve(basket);
            if (sum == 1) System.out.println(sum);
        }
    }
}
