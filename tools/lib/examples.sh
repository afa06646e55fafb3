# Building the examples, as a user would: without sanitizers, in build/.

build_examples() {
    if [[ ! -e build/build.ninja ]]; then
        say build "configures build/"
        quietly meson setup build ||
            fail build "meson could not configure it; its words are above" \
                "set right what they name, remove build/, then try again"
    fi
    say build "the examples, once for each backend"
    ninja -C build demo ||
        fail build "the examples do not compile; the compiler's words are above" \
            "set right what they name, then try again"
}
