// Ends as soon as it has begun, with status 3.
//
// cc -O2 -o exit-at-once exit-at-once.c
int main(void) { return 3; }
