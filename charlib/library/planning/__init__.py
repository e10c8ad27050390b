"""Plans that are kept, shown, and carried out once.

files     the files of plans, each for this user alone
drafts    what a plan of each kind would send
running   a plan carried out
plans     the verbs: `lib.plans` and `lib.do`
"""
