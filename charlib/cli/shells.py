"""The scripts by which shells ask `complete` for candidates."""

SCRIPTS = {
    "bash": r"""# In ~/.bashrc:  source <(charlib completion bash)
_charlib() {
    local IFS=$'\n'
    COMPREPLY=($(charlib _complete bash "$COMP_LINE" "$COMP_POINT" "$COMP_WORDBREAKS" \
        2>/dev/null))
    if [[ ${COMPREPLY[0]} == :files ]]; then
        COMPREPLY=()
        compopt -o default +o nospace
    fi
}
complete -o nospace -F _charlib charlib
""",
    "zsh": r"""#compdef charlib
# In ~/.zshrc, behind compinit:  source <(charlib completion zsh)
_charlib() {
    local -a candidates open
    candidates=("${(@f)$(charlib _complete zsh "${(@)words[1,CURRENT]}" 2>/dev/null)}")
    if [[ $candidates[1] == :files ]]; then
        _files
        return
    fi
    open=(${(M)candidates:#*[:=/]})
    candidates=(${candidates:#*[:=/]})
    compadd -S '' -- $open
    compadd -- $candidates
}
compdef _charlib charlib
""",
    "fish": r"""# charlib completion fish > ~/.config/fish/completions/charlib.fish
function __charlib
    set -l candidates (charlib _complete fish (commandline -opc) (commandline -ct) 2>/dev/null)
    if test "$candidates[1]" = :files
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $candidates
    end
end
complete -c charlib -f -a '(__charlib)'
""",
}
